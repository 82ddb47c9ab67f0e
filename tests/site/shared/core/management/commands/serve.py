from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Serves the site with Cheroot, over TLS where a certificate and a key are configured."

    def add_arguments(self, parser):
        parser.add_argument("--host", default=settings.SERVER_HOST)
        parser.add_argument("--port", type=int, default=settings.SERVER_PORT)

    def handle(self, *args, host, port, **options):
        from cheroot.ssl.builtin import BuiltinSSLAdapter
        from cheroot.wsgi import Server

        from config.wsgi import application

        server = Server((host, port), application, numthreads=settings.SERVER_NUMTHREADS)
        if settings.TLS_ENABLED:
            server.ssl_adapter = BuiltinSSLAdapter(settings.SERVER_TLS_CERT, settings.SERVER_TLS_KEY)
        self.stdout.write(f"Serving on {'https' if settings.TLS_ENABLED else 'http'}://{host}:{port}/")
        server.safe_start()
