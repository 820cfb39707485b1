package dev.drey.jobs;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** One line about all keys and their counts: how many records, how many keys, and a checksum of which has how many. */
final class ChecksumAtEnd extends KeyedProcessFunction<Long, Tuple2<Long, Long>, String> {
    private transient ValueState<Tuple3<Long, Long, Long>> total;

    @Override
    public void open(OpenContext context) {
        var type = Types.<Tuple3<Long, Long, Long>>TUPLE(Types.LONG, Types.LONG, Types.LONG);
        total = getRuntimeContext().getState(new ValueStateDescriptor<>("total", type));
    }

    @Override
    public void processElement(Tuple2<Long, Long> count, Context context, Collector<String> out) throws Exception {
        Tuple3<Long, Long, Long> before = total.value();
        if (before == null) {
            before = new Tuple3<>(0L, 0L, 0L);
            context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
        }
        long checksum = before.f2 + Lines.mix(count.f0) * count.f1;
        total.update(new Tuple3<>(before.f0 + count.f1, before.f1 + 1, checksum));
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<String> out) throws Exception {
        Tuple3<Long, Long, Long> all = total.value();
        out.collect("records " + all.f0 + " keys " + all.f1 + " checksum " + Long.toUnsignedString(all.f2));
    }
}
