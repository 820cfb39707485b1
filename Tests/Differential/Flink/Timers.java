package dev.drey.differential;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Registers and deletes timers as a description says; the record's value chooses what is done. */
final class Timers extends KeyedProcessFunction<String, Item, Outcome> {
    private final List<String> actions = new ArrayList<>();
    private final List<Long> deltas = new ArrayList<>();
    private final long again;
    private final long limit;
    private final boolean clears;
    private transient ValueState<Long> count;
    private transient ValueState<Long> last;
    private transient ValueState<Long> fired;

    Timers(JsonNode operator) {
        for (JsonNode action : operator.get("actions")) {
            actions.add(action.get("do").asText());
            deltas.add(action.get("delta").asLong());
        }
        again = operator.get("again").asLong();
        limit = operator.get("limit").asLong();
        clears = operator.get("clears").asBoolean();
    }

    @Override
    public void open(OpenContext context) {
        count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Long.class));
        last = getRuntimeContext().getState(new ValueStateDescriptor<>("last", Long.class));
        fired = getRuntimeContext().getState(new ValueStateDescriptor<>("fired", Long.class));
    }

    @Override
    public void processElement(Item item, Context context, Collector<Outcome> out) throws Exception {
        count.update(of(count) + 1);
        int choice = (int) (item.value % actions.size());
        act(actions.get(choice), deltas.get(choice), context.timestamp(), context.timerService());
        String watermark = Outcome.time(context.timerService().currentWatermark());
        out.collect(new Outcome(item.key, of(count), "record " + item.seq + " count " + of(count) + " at " + watermark));
    }

    private void act(String action, long delta, long time, TimerService timers) throws Exception {
        switch (action) {
            case "register" -> register(time + delta, timers);
            case "registerFromWatermark" -> {
                long watermark = timers.currentWatermark();
                boolean isKnown = watermark != Long.MIN_VALUE && watermark != Long.MAX_VALUE;
                register((isKnown ? watermark : time) + delta, timers);
            }
            case "registerEnd" -> register(Long.MAX_VALUE, timers);
            case "delete" -> timers.deleteEventTimeTimer(time + delta);
            case "deleteLast" -> timers.deleteEventTimeTimer(of(last));
            default -> { }
        }
    }

    private void register(long time, TimerService timers) throws Exception {
        timers.registerEventTimeTimer(time);
        last.update(time);
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<Outcome> out) throws Exception {
        fired.update(of(fired) + 1);
        String watermark = Outcome.time(context.timerService().currentWatermark());
        out.collect(
            new Outcome(
                context.getCurrentKey(), of(count),
                "timer " + Outcome.time(time) + " count " + of(count) + " fired " + of(fired) + " at " + watermark));
        if (clears) count.clear();
        if (again > 0 && of(fired) <= limit && time < Long.MAX_VALUE - again) register(time + again, context.timerService());
    }

    private static long of(ValueState<Long> state) throws Exception {
        Long value = state.value();
        return value == null ? 0 : value;
    }
}
