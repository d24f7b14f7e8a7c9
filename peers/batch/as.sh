#!/bin/sh
# Runs a command in the root as one of its users; it dies with whoever asked for it.
#   as.sh USER FOLDER COMMAND...
user=$1 folder=$2
shift 2
home=$(getent passwd "$user" | cut -d : -f 6)
cd "$folder" 2> /dev/null || cd "$home" || cd /
unset TMPDIR XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME XDG_RUNTIME_DIR
exec setpriv --reuid "$user" --regid "$(id -g "$user")" --init-groups --pdeathsig TERM \
  env HOME="$home" USER="$user" LOGNAME="$user" SHELL=/bin/bash \
  PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin "$@"
