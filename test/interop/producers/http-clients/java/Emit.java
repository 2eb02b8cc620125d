import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineageClient;
import io.openlineage.client.transports.ApiKeyTokenProvider;
import io.openlineage.client.transports.HttpConfig;
import io.openlineage.client.transports.HttpTransport;
import java.net.URI;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.UUID;

/** Emits one event to each URL with KEY and says on a line what the caller was told and after how long: `told milliseconds word`. */
class Emit {
  public static void main(String[] args) throws Exception {
    for (int index = 1; index < args.length; index++) {
      System.out.println(told(args[0], args[index]));
    }
    System.exit(0);
  }

  private static String told(String apiKey, String url) {
    HttpConfig config = new HttpConfig();
    config.setUrl(URI.create(url));
    ApiKeyTokenProvider key = new ApiKeyTokenProvider();
    key.setApiKey(apiKey);
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
    String word = "ok";
    try {
      client.emit(event);
    } catch (Exception error) {
      Throwable cause = error.getCause() == null ? error : error.getCause();
      word = cause.getClass().getSimpleName();
    }
    return "told " + (System.nanoTime() - started) / 1_000_000 + " " + word;
  }
}
