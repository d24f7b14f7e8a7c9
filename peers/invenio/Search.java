import java.util.concurrent.CountDownLatch;
import org.codelibs.opensearch.runner.OpenSearchRunner;

/** OpenSearch with one node, until a signal comes: java Search FOLDER PORT. */
public final class Search {
  private Search() {}

  public static void main(final String[] arguments) throws Exception {
    final OpenSearchRunner runner = new OpenSearchRunner();
    // The runner takes ports of its own choice; this leaves that to the caller.
    runner.setMaxHttpPort(-1);
    runner.onBuild(
        (number, settings) -> {
          settings.put("http.port", arguments[1]);
          settings.put("transport.port", "0");
          settings.put("network.host", "127.0.0.1");
          settings.put("discovery.type", "single-node");
          // A disk that is nearly full would make all indices read-only.
          settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
        });
    runner.build(
        OpenSearchRunner.newConfigs()
            .basePath(arguments[0])
            .clusterName("invenio")
            .numOfNode(1));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    runner.close();
                  } catch (final java.io.IOException error) {
                    error.printStackTrace();
                  }
                }));
    new CountDownLatch(1).await();
  }
}
