package dev.drey.differential;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/** Emits the records of two streams in the order of their times. */
final class Sorting extends KeyedCoProcessFunction<String, Item, Item, Outcome> {
    private transient ListState<Item> waiting;

    @Override
    public void open(OpenContext context) {
        waiting = getRuntimeContext().getListState(new ListStateDescriptor<>("waiting", Job.ITEM));
    }

    @Override
    public void processElement1(Item item, Context context, Collector<Outcome> out) throws Exception {
        take(item, context);
    }

    @Override
    public void processElement2(Item item, Context context, Collector<Outcome> out) throws Exception {
        take(item, context);
    }

    private void take(Item item, Context context) throws Exception {
        waiting.add(item);
        context.timerService().registerEventTimeTimer(context.timestamp());
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<Outcome> out) throws Exception {
        List<Item> due = new ArrayList<>();
        List<Item> rest = new ArrayList<>();
        for (Item item : waiting.get()) (item.time <= time ? due : rest).add(item);
        due.sort(Comparator.<Item>comparingLong(item -> item.time).thenComparingLong(item -> item.seq));
        StringBuilder text = new StringBuilder();
        for (Item item : due) text.append(" ").append(item.seq);
        out.collect(new Outcome(context.getCurrentKey(), due.size(), "due" + text));
        waiting.update(rest);
    }
}
