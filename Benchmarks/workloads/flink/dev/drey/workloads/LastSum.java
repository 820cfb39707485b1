package dev.drey.workloads;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Adds up the values of each key and emits the sums when the input has ended. */
final class LastSum<K> extends KeyedProcessFunction<K, Tuple2<K, Long>, Tuple2<K, Long>> {
    private transient ValueState<Long> sum;

    @Override
    public void open(OpenContext context) {
        sum = getRuntimeContext().getState(new ValueStateDescriptor<>("sum", Types.LONG));
    }

    @Override
    public void processElement(Tuple2<K, Long> pair, Context context, Collector<Tuple2<K, Long>> out) throws Exception {
        Long before = sum.value();
        // The last watermark, which comes when the input has ended, fires this timer.
        if (before == null) context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
        sum.update(before == null ? pair.f1 : before + pair.f1);
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<Tuple2<K, Long>> out) throws Exception {
        out.collect(new Tuple2<>(context.getCurrentKey(), sum.value()));
    }
}
