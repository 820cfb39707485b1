package dev.drey.differential;

import java.time.Duration;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.streaming.api.windowing.assigners.EventTimeSessionWindows;
import org.apache.flink.streaming.api.windowing.assigners.GlobalWindows;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.WindowAssigner;
import org.apache.flink.streaming.api.windowing.evictors.CountEvictor;
import org.apache.flink.streaming.api.windowing.evictors.Evictor;
import org.apache.flink.streaming.api.windowing.evictors.TimeEvictor;
import org.apache.flink.streaming.api.windowing.triggers.ContinuousEventTimeTrigger;
import org.apache.flink.streaming.api.windowing.triggers.CountTrigger;
import org.apache.flink.streaming.api.windowing.triggers.PurgingTrigger;
import org.apache.flink.streaming.api.windowing.triggers.Trigger;
import org.apache.flink.streaming.api.windowing.windows.GlobalWindow;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.streaming.api.windowing.windows.Window;

/** Assigners, triggers and evictors of a description. */
@SuppressWarnings("unchecked")
final class WindowParts {
    private WindowParts() {}

    private static Duration time(JsonNode operator, String field) {
        return Duration.ofMillis(operator.path(field).asLong());
    }

    static Duration lateness(JsonNode operator) {
        return time(operator, "lateness");
    }

    static <T> WindowAssigner<T, GlobalWindow> global() {
        return (WindowAssigner<T, GlobalWindow>) (WindowAssigner<?, ?>) GlobalWindows.create();
    }

    static <T> WindowAssigner<T, TimeWindow> assigner(JsonNode operator) {
        long size = operator.get("size").asLong();
        WindowAssigner<?, TimeWindow> assigner = switch (operator.get("assigner").asText()) {
            case "tumbling" -> TumblingEventTimeWindows.of(time(operator, "size"), time(operator, "offset"));
            case "sliding" ->
                SlidingEventTimeWindows.of(time(operator, "size"), time(operator, "slide"), time(operator, "offset"));
            case "session" -> EventTimeSessionWindows.withGap(time(operator, "size"));
            case "dynamicSession" ->
                EventTimeSessionWindows.<Item>withDynamicGap(item -> 1 + item.value % size);
            default -> throw new IllegalArgumentException(operator.toString());
        };
        return (WindowAssigner<T, TimeWindow>) assigner;
    }

    static <W extends Window> Trigger<Item, W> trigger(JsonNode operator) {
        JsonNode trigger = operator.get("trigger");
        long number = trigger.get("number").asLong();
        Trigger<?, W> kind = switch (trigger.get("kind").asText()) {
            case "count" -> CountTrigger.of(number);
            case "continuous" -> ContinuousEventTimeTrigger.of(Duration.ofMillis(number));
            default -> throw new IllegalArgumentException(trigger.toString());
        };
        Trigger<Item, W> plain = (Trigger<Item, W>) kind;
        return trigger.get("purges").asBoolean() ? PurgingTrigger.of(plain) : plain;
    }

    static <W extends Window> Evictor<Item, W> evictor(JsonNode operator) {
        JsonNode evictor = operator.get("evictor");
        long number = evictor.get("number").asLong();
        boolean isAfter = evictor.get("after").asBoolean();
        Evictor<?, W> kind = evictor.get("kind").asText().equals("count")
            ? CountEvictor.of(number, isAfter) : TimeEvictor.of(Duration.ofMillis(number), isAfter);
        return (Evictor<Item, W>) kind;
    }
}
