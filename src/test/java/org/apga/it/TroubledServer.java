package org.apga.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before an S3 and passes requests on, but for those that a test refuses or holds up. */
final class TroubledServer implements AutoCloseable {
  /** Headers that belong to a connection; Java sets them itself. */
  private static final Set<String> OF_A_CONNECTION =
      Set.of(
          "connection", "content-length", "date", "expect", "host", "transfer-encoding", "upgrade");

  static {
    // Java's server lets an answer wait for 40 ms otherwise, for more that might come.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final URI behind;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger troubles = new AtomicInteger();
  private volatile Trouble trouble = (method, path) -> Answer.SERVER;

  /** Who answers a request, and what. */
  enum Answer {
    /** The server that stands behind. */
    SERVER(0, "", ""),
    /** That server, but the answer is lost on its way. */
    LOST(0, "", ""),
    /** As Amazon words it. */
    SLOW_DOWN(503, "SlowDown", "Please reduce your request rate."),
    DENIED(403, "AccessDenied", "Access Denied");

    private final int status;
    private final String body;

    Answer(int status, String code, String message) {
      this.status = status;
      this.body =
          String.format(
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>%n"
                  + "<Error><Code>%s</Code><Message>%s</Message></Error>",
              code, message);
    }
  }

  /** What becomes of a request; may take its time. */
  @FunctionalInterface
  interface Trouble {
    Answer to(String method, String path) throws InterruptedException;
  }

  private TroubledServer(URI behind, HttpServer server) {
    this.behind = behind;
    this.server = server;
  }

  /** One that passes everything on. */
  static TroubledServer before(URI behind) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    TroubledServer troubled = new TroubledServer(behind, server);
    server.setExecutor(troubled.threads);
    server.createContext("/", troubled::answer);
    server.start();
    return troubled;
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** From now on. */
  void make(Trouble more) {
    this.trouble = more;
  }

  /** Passes everything on from now on. */
  void calm() {
    make((method, path) -> Answer.SERVER);
  }

  /** Requests that the server did not answer, or not to any effect. */
  int troubles() {
    return troubles.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Answer answer = trouble.to(exchange.getRequestMethod(), exchange.getRequestURI().getPath());
      if (answer != Answer.SERVER) {
        troubles.incrementAndGet();
      }
      if (answer.status > 0) {
        reply(exchange, answer.status, answer.body.getBytes(UTF_8));
        return;
      }
      HttpResponse<byte[]> response = passOn(exchange, body);
      if (answer == Answer.SERVER) {
        passBack(response, exchange);
      }
    } catch (InterruptedException e) {
      throw (IOException) new InterruptedIOException().initCause(e);
    }
  }

  private HttpResponse<byte[]> passOn(HttpExchange exchange, byte[] body)
      throws IOException, InterruptedException {
    URI asked = exchange.getRequestURI();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(behind + asked.toString()))
            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (isOfContent(name)) {
                values.forEach(value -> request.header(name, value));
              }
            });
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static void passBack(HttpResponse<byte[]> response, HttpExchange exchange)
      throws IOException {
    response
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (isOfContent(name)) {
                exchange.getResponseHeaders().put(name, values);
              }
            });
    if (exchange.getRequestMethod().equals("HEAD")) {
      response
          .headers()
          .firstValue("content-length")
          .ifPresent(length -> exchange.getResponseHeaders().set("Content-Length", length));
    }
    reply(exchange, response.statusCode(), response.body());
  }

  private static boolean isOfContent(String header) {
    return !OF_A_CONNECTION.contains(header.toLowerCase(Locale.ROOT));
  }

  private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
    boolean bare = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, bare ? -1 : body.length);
    if (!bare) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
