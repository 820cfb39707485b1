package dev.drey.differential;

import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;

/** Runs the jobs of a file, one description per line, in one cluster in this process, and writes one result per line. */
public final class Main {
    private static final int JOBS_AT_A_TIME = 3;
    private static final ObjectMapper JSON = new ObjectMapper();

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        List<String> descriptions = Files.readAllLines(Path.of(arguments[0]));
        ExecutorService threads = Executors.newFixedThreadPool(JOBS_AT_A_TIME);
        try (MiniCluster cluster = cluster(); Writer results = Files.newBufferedWriter(Path.of(arguments[1]))) {
            cluster.start();
            List<Future<String>> running = new ArrayList<>();
            for (String description : descriptions) running.add(threads.submit(job(cluster, description)));
            for (Future<String> job : running) results.write(job.get() + "\n");
        } finally {
            threads.shutdownNow();
        }
        System.exit(0);
    }

    private static MiniCluster cluster() {
        Configuration configuration = new Configuration();
        configuration.setString("jobmanager.scheduler", "Default");
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(256));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(128));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(128));
        return new MiniCluster(
            new MiniClusterConfiguration.Builder().setConfiguration(configuration).setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(4 * JOBS_AT_A_TIME).build());
    }

    private static Callable<String> job(MiniCluster cluster, String description) {
        return () -> {
            JsonNode job = JSON.readTree(description);
            ObjectNode result = JSON.createObjectNode().put("id", job.get("id").asText());
            try {
                List<String> lines = new Job(job).run(cluster);
                var array = result.putArray("lines");
                lines.forEach(array::add);
            } catch (Exception failure) {
                result.put("error", described(failure));
            }
            return JSON.writeValueAsString(result);
        };
    }

    private static String described(Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) text.append(cause).append("; ");
        return text.toString();
    }
}
