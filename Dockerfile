FROM python:3.11-slim

RUN useradd --create-home quarterdeck
WORKDIR /home/quarterdeck/app

COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt

COPY --chown=quarterdeck . .
USER quarterdeck

# The store lives in a volume, so that a new image keeps the data.
ENV QUARTERDECK_STORE=/home/quarterdeck/store HOST=0.0.0.0 PORT=8501
RUN mkdir -p /home/quarterdeck/store
VOLUME /home/quarterdeck/store
EXPOSE 8501
HEALTHCHECK CMD python -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/healthz')"

CMD ["sh", "-c", "python -m data demo --if-empty && python app.py"]
