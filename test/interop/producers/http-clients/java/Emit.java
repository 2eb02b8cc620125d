import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineageClient;
import io.openlineage.client.transports.ApiKeyTokenProvider;
import io.openlineage.client.transports.HttpConfig;
import io.openlineage.client.transports.HttpTransport;
import java.net.URI;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.UUID;

/** Emits one event to URL with KEY and says on one line what the caller was told and after how long: `told milliseconds word`. */
class Emit {
  public static void main(String[] args) throws Exception {
    HttpConfig config = new HttpConfig();
    config.setUrl(URI.create(args[0]));
    ApiKeyTokenProvider key = new ApiKeyTokenProvider();
    key.setApiKey(args[1]);
    config.setAuth(key);
    OpenLineageClient client = OpenLineageClient.builder().transport(new HttpTransport(config)).build();
    OpenLineage openLineage = new OpenLineage(URI.create("https://example.org/shop/jobs"));
    OpenLineage.RunEvent event =
        openLineage
            .newRunEventBuilder()
            .eventType(OpenLineage.RunEvent.EventType.COMPLETE)
            .eventTime(ZonedDateTime.now(ZoneOffset.UTC))
            .run(openLineage.newRunBuilder().runId(UUID.randomUUID()).build())
            .job(openLineage.newJobBuilder().namespace("java").name("shop.load").build())
            .build();
    long started = System.nanoTime();
    String word;
    try {
      client.emit(event);
      word = "ok";
    } catch (Exception error) {
      Throwable cause = error.getCause() == null ? error : error.getCause();
      word = cause.getClass().getSimpleName();
    }
    System.out.println("told " + (System.nanoTime() - started) / 1_000_000 + " " + word);
    System.exit(0);
  }
}
