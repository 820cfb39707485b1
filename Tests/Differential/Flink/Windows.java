package dev.drey.differential;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.datastream.WindowedStream;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.GlobalWindow;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.streaming.api.windowing.windows.Window;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Windows of each key. */
final class Windows {
    static final OutputTag<Item> LATE = new OutputTag<>("late", Job.ITEM);

    private Windows() {}

    static List<DataStream<Outcome>> results(JsonNode operator, KeyedStream<Item, String> keyed) {
        return switch (operator.get("assigner").asText()) {
            case "count" -> aggregated(operator, keyed.countWindow(operator.get("size").asLong()));
            case "countSliding" ->
                aggregated(operator, keyed.countWindow(operator.get("size").asLong(), operator.get("slide").asLong()));
            case "global" -> defined(operator, keyed.window(WindowParts.global()));
            default -> defined(operator, keyed.window(WindowParts.assigner(operator)));
        };
    }

    private static <W extends Window> List<DataStream<Outcome>> defined(
        JsonNode operator, WindowedStream<Item, String, W> windowed
    ) {
        if (operator.has("trigger")) windowed = windowed.trigger(WindowParts.trigger(operator));
        if (operator.has("evictor")) windowed = windowed.evictor(WindowParts.evictor(operator));
        if (operator.has("lateness")) windowed = windowed.allowedLateness(WindowParts.lateness(operator));
        if (operator.has("lateOutput")) windowed = windowed.sideOutputLateData(LATE);
        return aggregated(operator, windowed);
    }

    private static <W extends Window> List<DataStream<Outcome>> aggregated(
        JsonNode operator, WindowedStream<Item, String, W> windowed
    ) {
        String kind = operator.get("aggregate").asText();
        SingleOutputStreamOperator<Outcome> result;
        switch (kind) {
            case "count", "sum", "min", "max", "concat" -> result = windowed.aggregate(new Reducing.Fold(kind), new Folds<W>(kind));
            case "latest", "first", "add", "mix" -> result = windowed.reduce(Reducing.of(kind), new Items<W>());
            case "process" -> result = windowed.process(new Items<W>());
            default -> {
                SingleOutputStreamOperator<Item> best = kind.equals("minBy") ? windowed.minBy("value") : windowed.maxBy("value");
                return withLate(operator, best, best.map(Windows::best).returns(Job.OUTCOME));
            }
        }
        return withLate(operator, result, result);
    }

    static Outcome best(Item item) {
        return new Outcome(item.key, item.value, item.value + "#" + item.seq);
    }

    static List<DataStream<Outcome>> withLate(
        JsonNode operator, SingleOutputStreamOperator<?> windows, DataStream<Outcome> result
    ) {
        List<DataStream<Outcome>> results = new ArrayList<>(List.of(result));
        if (operator.has("lateOutput")) {
            results.add(
                windows.getSideOutput(LATE).map(item -> new Outcome(item.key, 0, "late " + item.seq)).returns(Job.OUTCOME));
        }
        return results;
    }

    static String named(Window window) {
        if (window instanceof GlobalWindow) return "global";
        TimeWindow times = (TimeWindow) window;
        return "[" + times.getStart() + "," + times.getEnd() + ")";
    }

    /** Names records in the order in which a window has them. */
    static String places(Iterable<Item> items) {
        StringBuilder text = new StringBuilder();
        for (Item item : items) text.append(text.length() > 0 ? "," : "").append(item.value).append('#').append(item.seq);
        return text.toString();
    }

    private static final class Items<W extends Window> extends ProcessWindowFunction<Item, Outcome, String, W> {
        @Override
        public void process(String key, Context context, Iterable<Item> items, Collector<Outcome> out) {
            out.collect(new Outcome(key, 0, named(context.window()) + " " + places(items)));
        }
    }

    private static final class Folds<W extends Window> extends ProcessWindowFunction<Reducing.Folded, Outcome, String, W> {
        private final String kind;

        Folds(String kind) {
            this.kind = kind;
        }

        @Override
        public void process(String key, Context context, Iterable<Reducing.Folded> folds, Collector<Outcome> out) {
            Reducing.Folded folded = folds.iterator().next();
            String value = kind.equals("concat") ? folded.text : Long.toString(folded.number);
            out.collect(new Outcome(key, folded.number, named(context.window()) + " " + kind + " " + value));
        }
    }
}
