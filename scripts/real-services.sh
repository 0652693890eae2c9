#!/usr/bin/env bash
# Runs a command beside a real Postgres with pgvector and a real Redis, on private ports with data in a temporary folder.
# Tests start PgBouncers and make certificates of their own: what they need is installed here, too.
#
#   scripts/real-services.sh npm test      the command finds TEST_POSTGRES_URL and TEST_REDIS_URL in its environment
#   scripts/real-services.sh               without a command: prints the two URLs and serves until Ctrl-C
#
# What is missing is installed with apt-get (as root or with sudo). POSTGRES_PORT and REDIS_PORT choose the ports.
set -euo pipefail

say() { printf '%s\n' "real-services: $*" >&2; }
fail() { say "$*"; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# Postgres refuses to run as root, so root hands both servers to the user that the Debian package made.
as_server_user() {
  if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

apt_updated=
apt_install() {
  command -v apt-get >/dev/null || fail "install $* yourself: this script only knows apt-get"
  if [ -z "$apt_updated" ]; then as_root apt-get update -qq >&2; apt_updated=1; fi
  say "installing $*"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >"$work/apt.log" 2>&1 || {
    cat "$work/apt.log" >&2
    fail "apt-get could not install $*"
  }
}

newest_postgres() {
  ls -d /usr/lib/postgresql/*/bin/postgres 2>/dev/null | sort -t/ -k5 -n | tail -1 | xargs -r dirname
}

# The Debian mirror that this machine already uses, e.g. http://mirror.example/debian
debian_mirror() {
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Component: main' |
    grep -v -e security -e backports | head -1 | sed 's:/*$::'
}

# Debian 12 has no pgvector package; the source package of Debian 13 builds against Postgres 15 in seconds.
build_pgvector() {
  local bin=$1 major=$2 mirror
  mirror=$(debian_mirror)
  [ -n "$mirror" ] || fail "no package postgresql-$major-pgvector, and no Debian mirror in apt's sources to take its source from"
  apt_install "postgresql-server-dev-$major" make gcc libc6-dev
  mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/pgvector"
  echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$work/apt/sources.list"
  chmod -R a+rX "$work/apt"
  local apt=(-q -o "Dir::Etc::sourcelist=$work/apt/sources.list" -o 'Dir::Etc::sourceparts=-' -o "Dir::State::lists=$work/apt/lists"
    -o "Dir::Cache=$work/apt/cache" -o 'APT::Sandbox::User=root' -o 'Acquire::Languages=none')
  say "building pgvector for Postgres $major from the source package of Debian trixie"
  (
    cd "$work/pgvector"
    as_root apt-get "${apt[@]}" update
    as_root apt-get "${apt[@]}" source --download-only pgvector
    mkdir source
    tar -xf pgvector_*.orig.tar.* -C source --strip-components=1
    # OPTFLAGS="": no -march=native, the result must run on any machine that the folder is copied to.
    make -C source OPTFLAGS="" with_llvm=no PG_CONFIG="$bin/pg_config" -j2
    as_root make -C source OPTFLAGS="" with_llvm=no PG_CONFIG="$bin/pg_config" install
  ) >"$work/pgvector.log" 2>&1 || {
    tail -40 "$work/pgvector.log" >&2
    fail "pgvector could not be built"
  }
}

ensure_installed() {
  command -v redis-server >/dev/null || apt_install redis-server
  command -v openssl >/dev/null || apt_install openssl
  command -v pgbouncer >/dev/null || [ -x /usr/sbin/pgbouncer ] || apt_install pgbouncer
  # The package would otherwise start a server of its own that nobody asked for.
  if [ -z "$(newest_postgres)" ]; then
    as_root mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] ||
      echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
    apt_install postgresql
  fi
  postgres_bin=$(newest_postgres)
  [ -n "$postgres_bin" ] || fail 'Postgres is not under /usr/lib/postgresql even after its installation'
  local major
  major=$("$postgres_bin/postgres" --version | grep -oE '[0-9]+' | head -1)
  if [ ! -e "/usr/share/postgresql/$major/extension/vector.control" ]; then
    [ -n "$apt_updated" ] || { as_root apt-get update -qq >&2; apt_updated=1; }
    if apt-cache show "postgresql-$major-pgvector" >/dev/null 2>&1; then
      apt_install "postgresql-$major-pgvector"
    else
      build_pgvector "$postgres_bin" "$major"
    fi
  fi
}

free_port() {
  node -e 'const s=require("node:net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'
}

redis_pid=
stop_services() {
  trap - EXIT
  if [ -n "$redis_pid" ]; then
    as_server_user kill "$redis_pid" 2>/dev/null || true
    wait "$redis_wait" 2>/dev/null || true
  fi
  if [ -e "$work/postgres/postmaster.pid" ]; then
    as_server_user "$postgres_bin/pg_ctl" -D "$work/postgres" -m immediate -w stop >/dev/null 2>&1 || true
  fi
  rm -rf "$work"
}

start_postgres() {
  local port=$1
  mkdir "$work/postgres"
  echo earmark >"$work/password"
  if [ "$(id -u)" = 0 ]; then chown -R postgres "$work/postgres" "$work/password"; fi
  as_server_user "$postgres_bin/initdb" -D "$work/postgres" -U earmark --pwfile="$work/password" -A scram-sha-256 -E UTF8 --locale=C.UTF-8 >"$work/initdb.log" 2>&1 || {
    cat "$work/initdb.log" >&2
    fail 'initdb failed'
  }
  # The data is thrown away at the end, and no test pulls the machine's plug: fsync would only cost time.
  as_server_user "$postgres_bin/pg_ctl" -D "$work/postgres" -w -l "$work/postgres/server.log" \
    -o "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$work/postgres -c max_connections=200 -c fsync=off" start >/dev/null || {
    tail -20 "$work/postgres/server.log" >&2
    fail "Postgres did not start on 127.0.0.1:$port"
  }
  PGPASSWORD=earmark "$postgres_bin/createdb" -h 127.0.0.1 -p "$port" -U earmark earmark
  export TEST_POSTGRES_URL="postgres://earmark:earmark@127.0.0.1:$port/earmark"
}

start_redis() {
  local port=$1
  mkdir "$work/redis"
  if [ "$(id -u)" = 0 ]; then chown postgres "$work/redis"; fi
  as_server_user redis-server --bind 127.0.0.1 --port "$port" --dir "$work/redis" --pidfile "$work/redis/redis.pid" \
    --save '' --appendonly yes --maxmemory-policy noeviction >"$work/redis.log" 2>&1 </dev/null &
  redis_wait=$!
  for _ in $(seq 100); do
    if [ "$(redis-cli -p "$port" ping 2>/dev/null)" = PONG ]; then
      redis_pid=$(redis-cli -p "$port" info server | tr -d '\r' | sed -n 's/^process_id://p')
      export TEST_REDIS_URL="redis://127.0.0.1:$port"
      return
    fi
    kill -0 "$redis_wait" 2>/dev/null || break
    sleep 0.1
  done
  cat "$work/redis.log" >&2
  fail "Redis did not start on 127.0.0.1:$port"
}

work=$(mktemp -d)
chmod 755 "$work"
trap stop_services EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

ensure_installed
start_postgres "${POSTGRES_PORT:-$(free_port)}"
start_redis "${REDIS_PORT:-$(free_port)}"

if [ $# -gt 0 ]; then
  "$@"
else
  printf '%s\n' "TEST_POSTGRES_URL=$TEST_POSTGRES_URL" "TEST_REDIS_URL=$TEST_REDIS_URL"
  wait "$redis_wait"
fi
