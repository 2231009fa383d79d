# syntax=docker/dockerfile:1
# The command `servicecycle` and nothing else. What is installed is what requirements.lock names, by
# hash, from wherever this machine gets its packages; no address and no password is in the image.

ARG PYTHON=3.13.9-slim-trixie

# ---- The project as a wheel; its build back end comes from the lock of the developers.
FROM python:${PYTHON} AS wheel
ENV PIP_CACHE_DIR=/pip-cache PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /source
COPY requirements-dev.lock ./
RUN --mount=type=cache,target=/pip-cache \
    python -m venv /tools && \
    /tools/bin/pip install --no-deps --require-hashes --requirement requirements-dev.lock
COPY pyproject.toml LICENSE ./
COPY domain ./domain
COPY activities ./activities
COPY workflows ./workflows
COPY workers ./workers
COPY starters ./starters
RUN /tools/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels .

# ---- What it runs on.
FROM python:${PYTHON} AS runtime
ENV PIP_CACHE_DIR=/pip-cache PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements.lock ./
RUN --mount=type=cache,target=/pip-cache \
    python -m venv /opt/servicecycle && \
    /opt/servicecycle/bin/pip install --no-deps --require-hashes --requirement requirements.lock
COPY --from=wheel /wheels /wheels
RUN /opt/servicecycle/bin/pip install --no-deps --no-index --find-links /wheels servicecycle

# ---- The image.
FROM python:${PYTHON}
RUN useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin \
    servicecycle && \
    install --directory --owner=10001 --group=10001 --mode=0700 /var/lib/servicecycle
COPY --from=runtime /opt/servicecycle /opt/servicecycle
ENV PATH=/opt/servicecycle/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    SERVICECYCLE_DATA=/var/lib/servicecycle
USER 10001:10001
WORKDIR /var/lib/servicecycle
STOPSIGNAL SIGTERM
ENTRYPOINT ["servicecycle"]
CMD ["worker"]
