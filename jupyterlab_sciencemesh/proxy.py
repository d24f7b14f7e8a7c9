"""The way to the companion: ``sciencemesh/api/…``, HTTP and WebSocket."""

from __future__ import annotations

from jupyter_core.utils import ensure_async
from jupyter_server.auth.decorator import authorized
from jupyter_server.auth.utils import HTTP_METHOD_TO_AUTH_ACTION
from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_path_join
from tornado import web
from tornado.http1connection import HTTP1Connection
from tornado.httputil import HTTPHeaders, ResponseStartLine
from tornado.iostream import IOStream, StreamClosedError

from .carrying import Carried, can_carry, carry, take_over
from .exchange import Endpoint, Exchange
from .handlers import CompanionUnavailableError, ScienceMeshHandler
from .headers import downward_headers, upward_headers, upward_query, user_header
from .lastanswer import LastAnswer
from .supervisor import Supervisor
from .tunnel import join

# A refused request is read to its end up to this size, so that its sender gets
# to see the refusal instead of a connection that breaks while it still writes.
_DRAINED_SIZE = 1024 * 1024


@web.stream_request_body
class CompanionHandler(ScienceMeshHandler):
    """Lets a request in, or not, and streams it to the companion and its answer back.

    Tornado calls the method of a streaming handler only when the whole body is
    there. A request with a body is therefore let in by :meth:`prepare`.
    """

    def initialize(self, supervisor: Supervisor, max_body_size: int) -> None:
        """Takes what the route was mounted with."""
        super().initialize(supervisor)
        self.max_body_size = max_body_size
        self._exchange: Exchange | None = None
        self._handshake = HTTPHeaders()
        self._refusal: web.HTTPError | None = None
        self._client_left = False
        self._carried_size = 0

    async def prepare(self) -> None:
        """Checks who asks, and opens the way for the body that follows."""
        self.request.connection.set_max_body_size(self.max_body_size)
        headers, method = self.request.headers, self.request.method or ""
        try:
            await super().prepare()
            if _has_body(headers) and method != "OPTIONS" and not self._finished:
                await self._authorise(HTTP_METHOD_TO_AUTH_ACTION[method])
                await self._start()
        except web.HTTPError as refusal:
            length = headers.get("Content-Length", "")
            if not length.isdecimal() or not 0 < int(length) <= _DRAINED_SIZE:
                raise
            self._refusal = refusal
        if self._exchange is not None and self._carries_up():
            await self._carry_up(self._exchange)

    async def data_received(self, chunk: bytes) -> None:
        """Passes a piece of the request's body on."""
        if self._exchange is not None:
            await self._exchange.write(chunk)

    def on_connection_close(self) -> None:
        """Tells the companion that its client left."""
        self._client_left = True
        super().on_connection_close()
        if self._exchange is not None:
            self._exchange.close()

    # One decorated method each: `authorized` keeps the action of its first call.

    @web.authenticated
    @authorized
    async def get(self) -> None:
        await self._relay()

    @web.authenticated
    @authorized
    async def head(self) -> None:
        await self._relay()

    @web.authenticated
    @authorized
    async def post(self) -> None:
        await self._relay()

    @web.authenticated
    @authorized
    async def put(self) -> None:
        await self._relay()

    @web.authenticated
    @authorized
    async def patch(self) -> None:
        await self._relay()

    @web.authenticated
    @authorized
    async def delete(self) -> None:
        await self._relay()

    async def _relay(self) -> None:
        if self._refusal is not None:
            raise self._refusal
        if self._exchange is None:
            self._exchange = await self._start()
        await self._exchange.wait()
        if self._exchange.upgraded is not None:
            await join(self.detach(), self._exchange.upgraded, self._handshake)
        elif self._exchange.body is not None:
            await self._carry_down(self._exchange.body)
        elif not self._exchange.answered:
            self._break_off()

    async def _authorise(self, action: str) -> None:
        """What ``@authorized`` does, where there is no method to decorate."""
        user = self.current_user
        if user is None or not await ensure_async(
            self.authorizer.is_authorized(self, user, action, self.auth_resource)
        ):
            raise web.HTTPError(
                403, f"User is not authorized to {action} on resource: {self.auth_resource}."
            )

    async def _start(self) -> Exchange:
        """Sends the head of the request to the companion."""
        if self._wants_websocket:
            # As for Jupyter's own WebSockets, which can do more than read.
            await self._authorise(HTTP_METHOD_TO_AUTH_ACTION["WEBSOCKET"])
        endpoint = self.supervisor.endpoint
        if endpoint is None:
            raise CompanionUnavailableError(503, self.supervisor.status())
        prefix = url_path_join(self.base_url, "sciencemesh")
        path = self.request.path[len(prefix) :]
        query = upward_query(self.request.query)
        exchange = Exchange(self._send_head, self._send_chunk)
        try:
            await exchange.start(
                endpoint,
                self.request.method or "",
                f"{path}?{query}" if query else path,
                self._headers_for(endpoint, prefix),
                chunked="Transfer-Encoding" in self.request.headers,
            )
        except StreamClosedError as error:
            raise CompanionUnavailableError(503, self.supervisor.status()) from error
        self._exchange = exchange
        return exchange

    def _headers_for(self, endpoint: Endpoint, prefix: str) -> HTTPHeaders:
        headers = endpoint.headers()
        for name, value in upward_headers(self.request.headers):
            headers.add(name, value)
        headers["X-Forwarded-Prefix"] = prefix
        headers["X-Jupyter-User"] = user_header(self.current_user.username)
        if self._wants_websocket:
            headers["Connection"] = "Upgrade"
            headers["Upgrade"] = "websocket"
        return headers

    async def _send_head(self, start_line: ResponseStartLine, headers: HTTPHeaders) -> bool:
        if start_line.code == 101:
            self._handshake = headers
            return False
        self.set_status(start_line.code, start_line.reason or "Unknown")
        self.clear_header("Content-Type")
        if "Content-Security-Policy" in headers:
            # Browsers apply all policies that they are given: the companion's
            # comes in place of the API's, never in place of the server's.
            self.set_header(
                "Content-Security-Policy", super(APIHandler, self).content_security_policy
            )
        for name, value in downward_headers(headers):
            self.add_header(name, value)
        is_carried = self._carries_down(start_line.code, headers)
        if is_carried:
            self.set_header("Connection", "close")
        await self.flush()
        return is_carried

    async def _send_chunk(self, chunk: bytes) -> None:
        self.write(chunk)
        await self.flush()

    def _break_off(self) -> None:
        """Ends the answer when companion or client went away before its end."""
        if not self._headers_written and not self._client_left:
            raise CompanionUnavailableError(502, self.supervisor.status())
        # Cut short visibly: a clean end would make a part look like the whole.
        self.detach().close()

    @property
    def _client(self) -> IOStream | None:
        """The client's connection, where it speaks HTTP/1.1 with this server itself."""
        connection = self.request.connection
        return connection.stream if isinstance(connection, HTTP1Connection) else None

    def _carries_up(self) -> bool:
        size = _size_of_body(self.request.headers)
        return size <= self.max_body_size and can_carry(self._client, size)

    async def _carry_up(self, exchange: Exchange) -> None:
        """Has the kernel pass the request's body on, and answers."""
        size = _size_of_body(self.request.headers)
        client = self.request.connection.detach()
        if self.request.headers.get("Expect", "").lower() == "100-continue":
            await client.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        source, early = take_over(client)
        client = IOStream(source.dup())
        self.request.connection = LastAnswer(client, self.request.version)
        await exchange.write(early[:size])
        try:
            sink = exchange.sink()
        except OSError:
            source.close()
        else:
            if await carry(source, sink, size - len(early)) is Carried.CUT_SHORT:
                self.on_connection_close()
        client.set_close_callback(self.on_connection_close)
        await exchange.wait()
        if exchange.answered:
            self.finish()
        else:
            self._break_off()

    def _carries_down(self, status: int, headers: HTTPHeaders) -> bool:
        if self.request.method != "GET" or status in (204, 304) or _has_body(self.request.headers):
            return False
        self._carried_size = _size_of_body(headers)
        return can_carry(self._client, self._carried_size)

    async def _carry_down(self, companion: IOStream) -> None:
        """Has the kernel pass the answer's body on, which ends the connection."""
        client = self.detach()
        try:
            source, early = take_over(companion)
            await client.write(early)
            sink, _ = take_over(client)
        except StreamClosedError:
            client.close()
            companion.close()
            return
        await carry(source, sink, self._carried_size - len(early))
        self.application.log_request(self)

    @property
    def _wants_websocket(self) -> bool:
        return self.request.headers.get("Upgrade", "").lower() == "websocket"


def _has_body(headers: HTTPHeaders) -> bool:
    return headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in headers


def _size_of_body(headers: HTTPHeaders) -> int:
    """As it was announced; 0 where it was not, or in a way that leaves doubts."""
    length = headers.get("Content-Length", "")
    if "Transfer-Encoding" in headers or not (length.isascii() and length.isdecimal()):
        return 0
    return int(length)
