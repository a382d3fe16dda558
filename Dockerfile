# Server, nginx with its RTMP module and ffmpeg in one container, ready to stream to:
#
#     docker build -t pystreaming .
#     docker run -d --name pystreaming -p 80:80 -p 1935:1935 -v pystreaming:/var/lib/pystreaming pystreaming
#     docker exec pystreaming pystreaming-admin streamer add --username alice
#
# Settings are environment variables (`-e PYSTREAMING_SITE_NAME=...`); docs/configuration.md lists them all.

FROM rust:1.95-slim-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends g++ make \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked --bins \
    && install -Dt /out target/release/pystreaming target/release/pystreaming-admin target/release/pystreaming-client

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ffmpeg libnginx-mod-rtmp nginx \
    && rm -rf /var/lib/apt/lists/* /etc/nginx/sites-enabled/default \
    && sed -i 's/^worker_processes .*/worker_processes 1;/' /etc/nginx/nginx.conf \
    && ln -sf /dev/stderr /var/log/nginx/error.log \
    && ln -sf /dev/stdout /var/log/nginx/access.log \
    && useradd --system --home-dir /var/lib/pystreaming --create-home pystreaming
COPY --from=build /out/ /usr/local/bin/
# Debian's nginx.conf includes modules-enabled at the top level, where `rtmp` belongs
COPY config/nginx/rtmp-single.conf /etc/nginx/modules-enabled/90-pystreaming.conf
COPY config/nginx/site.conf /etc/nginx/sites-enabled/pystreaming
COPY scripts/container.sh /usr/local/bin/pystreaming-container

ENV PYSTREAMING_DATA_DIR=/var/lib/pystreaming \
    PYSTREAMING_LISTEN=127.0.0.1 \
    PYSTREAMING_NGINX_PROXY=1 \
    PYSTREAMING_DELIVERY=accel \
    PYSTREAMING_KEYLESS=true
VOLUME /var/lib/pystreaming
EXPOSE 80 1935
STOPSIGNAL SIGTERM
CMD ["pystreaming-container"]
