package dev.drey.differential;

import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.functions.ReduceFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** The operators of a description, from the sources to what is compared. */
final class Operators {
    private final JsonNode description;
    private final JsonNode operator;

    Operators(JsonNode description) {
        this.description = description;
        operator = description.get("operator");
    }

    List<DataStream<Outcome>> results(List<DataStream<Item>> sources) {
        List<DataStream<Item>> prepared = sources.stream().map(this::prepared).toList();
        List<DataStream<Outcome>> results = of(prepared);
        if (!description.has("then")) return results;
        return List.of(then(results.get(0)));
    }

    private List<DataStream<Outcome>> of(List<DataStream<Item>> sources) {
        DataStream<Item> all = sources.get(0);
        switch (operator.get("kind").asText()) {
            case "windowJoin", "coGroup", "intervalJoin", "connect":
                return List.of(new Joins(operator).of(all, sources.get(1)));
            case "broadcast", "keyedBroadcast":
                return List.of(Broadcasts.of(operator.get("kind").asText().equals("keyedBroadcast"), all, sources.get(1)));
            default:
        }
        if (sources.size() > 1) all = all.union(sources.get(1));
        KeyedStream<Item, String> keyed = all.keyBy(item -> item.key);
        switch (operator.get("kind").asText()) {
            case "window":
                return operator.get("all").asBoolean()
                    ? AllWindows.results(operator, all) : Windows.results(operator, keyed);
            case "process":
                return List.of(keyed.process(new Timers(operator), Job.OUTCOME));
            default:
                return List.of(keyed(keyed));
        }
    }

    /** Adds the operators between a source and the operator under test. */
    private DataStream<Item> prepared(DataStream<Item> source) {
        DataStream<Item> stream = source;
        for (JsonNode step : description.get("pre")) {
            switch (step.asText()) {
                case "map" -> stream = stream.map(item -> item.with(item.value + 1)).returns(Job.ITEM).setParallelism(1);
                case "filter" -> stream = stream.filter(item -> item.value % 5 != 0).setParallelism(1);
                case "spread" -> stream = stream.rebalance().map(item -> item.with(item.value)).returns(Job.ITEM);
                default -> throw new IllegalArgumentException(step.asText());
            }
        }
        return stream;
    }

    private DataStream<Outcome> keyed(KeyedStream<Item, String> keyed) {
        String kind = operator.get("aggregate").asText();
        SingleOutputStreamOperator<Item> reduced = switch (kind) {
            case "sum" -> keyed.sum("value");
            case "min" -> keyed.min("value");
            case "max" -> keyed.max("value");
            case "minBy" -> keyed.minBy("value");
            case "maxBy" -> keyed.maxBy("value");
            default -> keyed.reduce(Reducing.of(kind));
        };
        // Of sums and extremes the number counts, of records also which one it is.
        boolean isNumber = List.of("sum", "min", "max").contains(kind);
        return reduced.map(
            item -> new Outcome(item.key, item.value, isNumber ? "" + item.value : item.value + "#" + item.seq))
            .returns(Job.OUTCOME);
    }

    /** A second window, of what the first operator emitted. */
    private DataStream<Outcome> then(DataStream<Outcome> results) {
        Duration size = Duration.ofMillis(description.get("then").get("size").asLong());
        ReduceFunction<Outcome> sum = (a, b) -> new Outcome(a.key, a.number + b.number, "");
        return results.keyBy(outcome -> outcome.key.length() % 2 == 0 ? "even" : "odd", Types.STRING)
            .window(TumblingEventTimeWindows.of(size)).reduce(sum, new Total(), Job.OUTCOME);
    }

    private static final class Total extends ProcessWindowFunction<Outcome, Outcome, String, TimeWindow> {
        @Override
        public void process(String key, Context context, Iterable<Outcome> outcomes, Collector<Outcome> out) {
            TimeWindow window = context.window();
            long total = outcomes.iterator().next().number;
            out.collect(new Outcome(key, total, "[" + window.getStart() + "," + window.getEnd() + ") total " + total));
        }
    }
}
