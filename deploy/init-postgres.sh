#!/bin/sh
# Run once by the Postgres image, on an empty volume: makes the database and its owner, who is no superuser. What only a
# superuser may make is made here: the extension, and the roles that the migrations would make if they could.
#
# EARMARK_DB_PASSWORD is the owner's password; POSTGRES_USER the superuser, whose own password is taken away at the end, so that
# nobody is a superuser over the network. On a Postgres of your own, an administrator
# runs the same statements in psql.
set -eu
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set password="$EARMARK_DB_PASSWORD" --set superuser="$POSTGRES_USER" <<'SQL'
create role earmark login password :'password';
create role earmark_reader nologin;
create role earmark_analyst nologin;
grant earmark_analyst, earmark_reader to earmark;
create database earmark owner earmark;
\connect earmark
create extension vector;
alter role :"superuser" password null;
SQL
