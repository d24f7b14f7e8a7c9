#!/bin/sh
# Runs a command in the root as one of its users; it dies with whoever asked for it. All that a call of a command costs
# more than the command itself is in here: nothing is started but `setpriv`.
#   as.sh USER FOLDER COMMAND...
USER=$1 folder=$2
shift 2
eval "HOME=~$USER"
group=$USER
[ "$USER" != nobody ] || group=nogroup
cd "$folder" 2> /dev/null || cd "$HOME" || cd /
unset TMPDIR XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME XDG_RUNTIME_DIR
LOGNAME=$USER SHELL=/bin/bash PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin
export HOME USER LOGNAME SHELL PATH
exec setpriv --reuid "$USER" --regid "$group" --init-groups --pdeathsig TERM "$@"
