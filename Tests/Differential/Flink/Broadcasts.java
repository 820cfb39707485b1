package dev.drey.differential;

import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.co.BroadcastProcessFunction;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

/** Streams that see what a broadcast stream told: sums of its values per key. */
final class Broadcasts {
    private static final MapStateDescriptor<String, Long> SUMS = new MapStateDescriptor<>("sums", Types.STRING, Types.LONG);

    private Broadcasts() {}

    static DataStream<Outcome> of(boolean isKeyed, DataStream<Item> stream, DataStream<Item> told) {
        return isKeyed
            ? stream.keyBy(item -> item.key).connect(told.broadcast(SUMS)).process(new Keyed(), Job.OUTCOME)
            : stream.connect(told.broadcast(SUMS)).process(new Plain(), Job.OUTCOME);
    }

    private static long sum(ReadOnlyBroadcastState<String, Long> sums, String key) throws Exception {
        return sums.contains(key) ? sums.get(key) : 0;
    }

    private static Outcome seen(Item item, ReadOnlyBroadcastState<String, Long> sums) throws Exception {
        return new Outcome(item.key, item.value, item.seq + " sees " + sum(sums, item.key));
    }

    private static final class Plain extends BroadcastProcessFunction<Item, Item, Outcome> {
        @Override
        public void processElement(Item item, ReadOnlyContext context, Collector<Outcome> out) throws Exception {
            out.collect(seen(item, context.getBroadcastState(SUMS)));
        }

        @Override
        public void processBroadcastElement(Item item, Context context, Collector<Outcome> out) throws Exception {
            var sums = context.getBroadcastState(SUMS);
            sums.put(item.key, sum(sums, item.key) + item.value);
        }
    }

    private static final class Keyed extends KeyedBroadcastProcessFunction<String, Item, Item, Outcome> {
        @Override
        public void processElement(Item item, ReadOnlyContext context, Collector<Outcome> out) throws Exception {
            out.collect(seen(item, context.getBroadcastState(SUMS)));
            context.timerService().registerEventTimeTimer(item.time + item.value % 3 - 1);
        }

        @Override
        public void processBroadcastElement(Item item, Context context, Collector<Outcome> out) throws Exception {
            var sums = context.getBroadcastState(SUMS);
            sums.put(item.key, sum(sums, item.key) + item.value);
        }

        @Override
        public void onTimer(long time, OnTimerContext context, Collector<Outcome> out) throws Exception {
            String key = context.getCurrentKey();
            out.collect(new Outcome(key, 0, "timer sees " + sum(context.getBroadcastState(SUMS), key)));
        }
    }
}
