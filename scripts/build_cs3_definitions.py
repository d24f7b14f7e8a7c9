"""Write the definitions of the CS3 APIs that the companion speaks.

    python scripts/build_cs3_definitions.py [FILE]

takes them from the package ``cs3apis``, which is made of the same sources as the APIs of
Reva, and writes one serialised ``FileDescriptorSet`` (default
``companion/src/cs3/definitions.binpb``): the gateway with the calls that are used, and all
messages that these need.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from cs3.gateway.v1beta1 import gateway_api_pb2
from google.protobuf.descriptor import Descriptor, EnumDescriptor, FileDescriptor
from google.protobuf.descriptor_pb2 import FileDescriptorProto, FileDescriptorSet
from google.protobuf.descriptor_pool import DescriptorPool

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "companion" / "src" / "cs3" / "definitions.binpb"

SERVICE = "GatewayAPI"
CALLS = (
    "Authenticate",
    "ListReceivedOCMShares",
    "GetReceivedOCMShare",
    "UpdateReceivedOCMShare",
)

Type = Descriptor | EnumDescriptor


def used_by(kind: Type) -> Iterator[Type]:
    """The types of the fields of a message and of the messages in it."""
    if isinstance(kind, Descriptor):
        for field in kind.fields:
            used = field.message_type or field.enum_type
            if used is not None:
                yield used
        for nested in kind.nested_types:
            yield from used_by(nested)


def outermost(kind: Type) -> Type:
    """The type that stands in a file by itself, with all that is in it."""
    while kind.containing_type is not None:
        kind = kind.containing_type
    return kind


def needed_by(kinds: list[Type]) -> dict[str, Type]:
    """These types and all that they need, by their full names."""
    found: dict[str, Type] = {}
    left = list(kinds)
    while left:
        kind = outermost(left.pop())
        if kind.full_name not in found:
            found[kind.full_name] = kind
            left.extend(used_by(kind))
    return found


def in_order(file: FileDescriptor, found: dict[str, FileDescriptor]) -> None:
    """Collect a file after those that it imports, as readers want them."""
    if file.name not in found:
        for imported in file.dependencies:
            in_order(imported, found)
        found[file.name] = file


def definitions() -> FileDescriptorSet:
    """The service and what its calls need, and nothing else of their files."""
    main = gateway_api_pb2.DESCRIPTOR
    calls = [main.services_by_name[SERVICE].methods_by_name[name] for name in CALLS]
    types = needed_by([kind for call in calls for kind in (call.input_type, call.output_type)])
    names = {main.name, *(kind.file.name for kind in types.values())}
    files: dict[str, FileDescriptor] = {}
    in_order(main, files)
    result = FileDescriptorSet()
    for file in files.values():
        if file.name in names:
            whole = FileDescriptorProto()
            file.CopyToProto(whole)
            result.file.append(part(whole, names, set(types)))
    return result


def part(file: FileDescriptorProto, names: set[str], types: set[str]) -> FileDescriptorProto:
    """A file with some of its types, importing from some files only."""
    kept = FileDescriptorProto(name=file.name, package=file.package, syntax=file.syntax)
    kept.dependency.extend(name for name in file.dependency if name in names)
    prefix = f"{file.package}."
    kept.message_type.extend(one for one in file.message_type if prefix + one.name in types)
    kept.enum_type.extend(one for one in file.enum_type if prefix + one.name in types)
    for service in file.service:
        if service.name == SERVICE:
            calls = [call for call in service.method if call.name in CALLS]
            kept.service.add(name=service.name).method.extend(calls)
    return kept


def check(definition: FileDescriptorSet) -> None:
    """Raise an error where something is missing."""
    pool = DescriptorPool()
    for file in definition.file:
        pool.Add(file)
    for file in definition.file:
        pool.FindFileByName(file.name)


def main() -> None:
    """Write the file that is named, or the one that the companion reads."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    definition = definitions()
    check(definition)
    target.write_bytes(definition.SerializeToString(deterministic=True))


if __name__ == "__main__":
    main()
