#!/usr/bin/env bash
# The first process of a started root, in namespaces of its own (see namespace.ts).
#   namespace.sh ROOT RUN CHECKOUT SIZE
# All that is written stays in memory, over the root as it was installed. RUN and, for reading, CHECKOUT are found inside
# at the path that they have outside. It lasts as long as its standard input; when it ends, the kernel ends all others in
# here and gives back the mounts, however it came to that.
set -euo pipefail
root=$1 run=$2 checkout=$3 size=$4

# Whoever finds the lock free knows that the folder is left over.
exec 8> "$run/lock"
flock --nonblock 8

mount --make-rprivate /
stage=$run/root
mkdir "$stage"
mount -t tmpfs -o "size=$size" batch "$stage"
mkdir "$stage"/{changes,work,root}
mount -t overlay batch "$stage/root" \
  -o "lowerdir=$root,upperdir=$stage/changes,workdir=$stage/work"
cd "$stage/root"

mount -t proc proc proc
mount -t tmpfs -o mode=755 dev dev
mkdir dev/pts dev/shm
for device in null zero full random urandom tty; do
  touch dev/$device
  mount --bind /dev/$device dev/$device
done
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts
mount -t tmpfs -o mode=1777 shm dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s /proc/self/fd/0 dev/stdin
ln -s /proc/self/fd/1 dev/stdout
ln -s /proc/self/fd/2 dev/stderr

mkdir -p ".$run" ".$checkout"
mount --bind "$run" ".$run"
mount --bind "$checkout" ".$checkout"
mount -o remount,bind,ro ".$checkout"

hostname batch
printf '127.0.0.1 localhost batch\n' > etc/hosts
mkdir outside
pivot_root . outside
cd /
umount --lazy outside
rmdir outside

echo ready
# A shell that waits buries whoever is left to it; one that reads does not.
exec 7<&0
cat <&7 > /dev/null &
wait $!
