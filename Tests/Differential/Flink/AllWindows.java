package dev.drey.differential;

import java.util.List;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.streaming.api.datastream.AllWindowedStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.windowing.ProcessAllWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.Window;
import org.apache.flink.util.Collector;

/** Windows of all records, whatever their keys. */
final class AllWindows {
    private AllWindows() {}

    static List<DataStream<Outcome>> results(JsonNode operator, DataStream<Item> stream) {
        return operator.get("assigner").asText().equals("global")
            ? defined(operator, stream.windowAll(WindowParts.global()))
            : defined(operator, stream.windowAll(WindowParts.assigner(operator)));
    }

    private static <W extends Window> List<DataStream<Outcome>> defined(
        JsonNode operator, AllWindowedStream<Item, W> windowed
    ) {
        if (operator.has("trigger")) windowed = windowed.trigger(WindowParts.trigger(operator));
        if (operator.has("evictor")) windowed = windowed.evictor(WindowParts.evictor(operator));
        if (operator.has("lateness")) windowed = windowed.allowedLateness(WindowParts.lateness(operator));
        if (operator.has("lateOutput")) windowed = windowed.sideOutputLateData(Windows.LATE);
        if (operator.get("aggregate").asText().equals("process")) {
            SingleOutputStreamOperator<Outcome> result = windowed.process(new Items<W>());
            return Windows.withLate(operator, result, result);
        }
        SingleOutputStreamOperator<Item> reduced = windowed.reduce(Reducing.of(operator.get("aggregate").asText()));
        return Windows.withLate(operator, reduced, reduced.map(item -> all(item)).returns(Job.OUTCOME));
    }

    private static Outcome all(Item item) {
        return new Outcome("all", item.value, item.value + "#" + item.seq);
    }

    private static final class Items<W extends Window> extends ProcessAllWindowFunction<Item, Outcome, W> {
        @Override
        public void process(Context context, Iterable<Item> items, Collector<Outcome> out) {
            out.collect(new Outcome("all", 0, Windows.named(context.window()) + " " + Windows.places(items)));
        }
    }
}
