# syntax=docker/dockerfile:1
# Newsroom in a container. Nothing of the build stays in it, nothing in it runs as root, and it needs to write nowhere but
# /tmp, and where it keeps pictures and documents; docker-compose.yml shows how to run it so.

FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/newsroom
COPY requirements/run.txt /tmp/run.txt
RUN /opt/newsroom/bin/pip install --require-hashes -r /tmp/run.txt
COPY . /srv/newsroom
WORKDIR /srv/newsroom
# Static files are built here: the container's own file system is read-only. The key serves this one command.
RUN NEWSROOM_VAR=/srv/newsroom/var NEWSROOM_SECRET_KEY=only-for-the-build-of-static-files-0123456789-abcdefghij \
    /opt/newsroom/bin/python manage.py collectstatic --no-input

FROM python:3.11-slim
ENV PATH=/opt/newsroom/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    NEWSROOM_BIND=0.0.0.0 NEWSROOM_ENV_FILE=
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin newsroom
COPY --from=build /opt/newsroom /opt/newsroom
COPY --from=build /srv/newsroom /srv/newsroom
# Volumes that are mounted here take over whose these are.
RUN install --directory --owner=10001 --group=10001 /srv/newsroom/var/media /srv/newsroom/var/bodies
WORKDIR /srv/newsroom
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=6s --start-period=30s --retries=3 CMD ["python", "-m", "newsroom.probe"]
CMD ["gunicorn"]
