package dev.drey.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.common.BatchShuffleMode;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.functions.sink.legacy.SinkFunction;
import org.apache.flink.util.Collector;

/** A job as a description says it. */
final class Job {
    static final TypeInformation<Item> ITEM = Types.POJO(Item.class);
    static final TypeInformation<Outcome> OUTCOME = Types.POJO(Outcome.class);
    private static final Map<String, Queue<String>> LINES = new ConcurrentHashMap<>();

    private final JsonNode description;
    private final String id;

    Job(JsonNode description) {
        this.description = description;
        id = description.get("id").asText();
    }

    List<String> run(MiniCluster cluster) throws Exception {
        StreamExecutionEnvironment env = environment();
        LINES.put(id, new ConcurrentLinkedQueue<>());
        List<DataStream<Outcome>> results = new Operators(description).results(sources(env));
        for (DataStream<Outcome> result : results) result.process(new Render()).addSink(new Keep(id));
        cluster.executeJobBlocking(env.getStreamGraph().getJobGraph());
        return new ArrayList<>(LINES.remove(id));
    }

    private StreamExecutionEnvironment environment() {
        Configuration configuration = new Configuration();
        configuration.set(
            ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.valueOf(description.get("mode").asText().toUpperCase()));
        configuration.set(ExecutionOptions.BATCH_SHUFFLE_MODE, BatchShuffleMode.ALL_EXCHANGES_PIPELINED);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        return env.setParallelism(description.get("parallelism").asInt());
    }

    private List<DataStream<Item>> sources(StreamExecutionEnvironment env) {
        List<DataStream<Item>> streams = new ArrayList<>();
        for (JsonNode source : description.get("sources")) {
            List<Item> items = new ArrayList<>();
            for (JsonNode element : source) items.add(new Item(element, streams.size() * 1000 + items.size()));
            // Flink makes no source of nothing.
            if (items.isEmpty()) items.add(Item.none());
            streams.add(
                env.fromData(items, ITEM).setParallelism(1).assignTimestampsAndWatermarks(Progress.strategy())
                    .setParallelism(1).filter(item -> item.kind.equals("r")).setParallelism(1));
        }
        return streams;
    }

    /** The line of a result, with its timestamp. */
    private static final class Render extends ProcessFunction<Outcome, String> {
        @Override
        public void processElement(Outcome outcome, Context context, Collector<String> out) {
            Long time = context.timestamp();
            out.collect(outcome.key + " " + outcome.text + " @" + (time == null ? "none" : Outcome.time(time)));
        }
    }

    /** Keeps lines where {@link #run} finds them: in this process. */
    private static final class Keep implements SinkFunction<String> {
        private final String id;

        Keep(String id) {
            this.id = id;
        }

        @Override
        public void invoke(String line, Context context) {
            LINES.get(id).add(line);
        }
    }
}
