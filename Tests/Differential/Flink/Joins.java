package dev.drey.differential;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.CoGroupFunction;
import org.apache.flink.api.common.functions.JoinFunction;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.functions.co.ProcessJoinFunction;
import org.apache.flink.util.Collector;

/** Operators that bring two streams together. */
final class Joins {
    private static final KeySelector<Item, String> KEY = item -> item.key;
    private final JsonNode operator;

    Joins(JsonNode operator) {
        this.operator = operator;
    }

    DataStream<Outcome> of(DataStream<Item> left, DataStream<Item> right) {
        return switch (operator.get("kind").asText()) {
            case "windowJoin" ->
                left.join(right).where(KEY).equalTo(KEY).window(WindowParts.assigner(operator)).apply(new Pair(), Job.OUTCOME);
            case "coGroup" ->
                left.coGroup(right).where(KEY).equalTo(KEY).window(WindowParts.assigner(operator)).apply(new Groups(), Job.OUTCOME);
            case "connect" -> left.keyBy(KEY).connect(right.keyBy(KEY)).process(new Sorting(), Job.OUTCOME);
            default -> interval(left.keyBy(KEY), right.keyBy(KEY));
        };
    }

    private DataStream<Outcome> interval(KeyedStream<Item, String> left, KeyedStream<Item, String> right) {
        var join = left.intervalJoin(right)
            .between(Duration.ofMillis(operator.get("lower").asLong()), Duration.ofMillis(operator.get("upper").asLong()));
        if (operator.get("exclusive").asBoolean()) join = join.lowerBoundExclusive().upperBoundExclusive();
        return join.process(new IntervalPair(), Job.OUTCOME);
    }

    private static Outcome pair(Item left, Item right) {
        return new Outcome(left.key, left.value + right.value, left.seq + "-" + right.seq);
    }

    private static final class Pair implements JoinFunction<Item, Item, Outcome> {
        @Override
        public Outcome join(Item left, Item right) {
            return pair(left, right);
        }
    }

    private static final class IntervalPair extends ProcessJoinFunction<Item, Item, Outcome> {
        @Override
        public void processElement(Item left, Item right, Context context, Collector<Outcome> out) {
            out.collect(pair(left, right));
        }
    }

    private static final class Groups implements CoGroupFunction<Item, Item, Outcome> {
        @Override
        public void coGroup(Iterable<Item> left, Iterable<Item> right, Collector<Outcome> out) {
            String key = (left.iterator().hasNext() ? left : right).iterator().next().key;
            out.collect(new Outcome(key, 0, places(left) + " | " + places(right)));
        }

        /** In order: which of the two streams is ahead is open, and so are the places within a merged session. */
        private static String places(Iterable<Item> items) {
            List<Long> places = new ArrayList<>();
            items.forEach(item -> places.add(item.seq));
            return String.join(",", places.stream().sorted().map(String::valueOf).toList());
        }
    }
}
