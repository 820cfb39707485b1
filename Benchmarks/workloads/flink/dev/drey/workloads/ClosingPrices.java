package dev.drey.workloads;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.tuple.Tuple5;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/** q4: what auctions of each category closed at on average. */
final class ClosingPrices {
    private static final TypeInformation<Tuple2<Long, Long>> PAIR = Types.TUPLE(Types.LONG, Types.LONG);

    private ClosingPrices() {}

    static void perCategory(StreamExecutionEnvironment env, long count) {
        var events = Indexed.source(env, "trades", count, Nexmark.EVENTS,
            WatermarkStrategy.<Tuple5<Long, Long, Long, Long, Long>>forMonotonousTimestamps()
                .withTimestampAssigner((event, none) -> event.f4),
            Nexmark::trade);
        var auctions = events.filter(event -> event.f0 == Nexmark.AUCTION)
            .map(event -> new Tuple3<>(event.f1, event.f2, event.f3)).returns(Nexmark.THREE);
        var bids = events.filter(event -> event.f0 == Nexmark.BID)
            .map(event -> new Tuple3<>(event.f2, event.f3, event.f4)).returns(Nexmark.THREE);
        Tally.of(
            auctions.keyBy(auction -> auction.f0, Types.LONG).connect(bids.keyBy(bid -> bid.f0, Types.LONG))
                .process(new Closing()).returns(PAIR)
                .keyBy(closed -> closed.f0, Types.LONG)
                .process(new Average()).returns(Nexmark.THREE),
            row -> Mixing.pair(row.f0, row.f1) * row.f2);
    }

    /**
     * Joins an auction (id, closes, category) with its bids (auction, price, time) and emits category and highest price
     * when event time has passed its close. Bids that come before their auction wait until event time has come to them: an
     * auction that has not appeared by then is closed already.
     */
    private static final class Closing
        extends KeyedCoProcessFunction<Long, Tuple3<Long, Long, Long>, Tuple3<Long, Long, Long>, Tuple2<Long, Long>> {
        /** Closes, category, highest price. */
        private transient ValueState<Tuple3<Long, Long, Long>> open;
        /** Price, time. */
        private transient ListState<Tuple2<Long, Long>> early;

        @Override
        public void open(OpenContext context) {
            open = getRuntimeContext().getState(new ValueStateDescriptor<>("open", Nexmark.THREE));
            early = getRuntimeContext().getListState(new ListStateDescriptor<>("early", PAIR));
        }

        @Override
        public void processElement1(
            Tuple3<Long, Long, Long> auction, Context context, Collector<Tuple2<Long, Long>> out) throws Exception {
            long highest = 0;
            for (Tuple2<Long, Long> bid : early.get()) {
                if (bid.f1 <= auction.f1) highest = Math.max(highest, bid.f0);
            }
            early.clear();
            open.update(new Tuple3<>(auction.f1, auction.f2, highest));
            context.timerService().registerEventTimeTimer(auction.f1);
        }

        @Override
        public void processElement2(
            Tuple3<Long, Long, Long> bid, Context context, Collector<Tuple2<Long, Long>> out) throws Exception {
            Tuple3<Long, Long, Long> auction = open.value();
            if (auction == null) {
                early.add(new Tuple2<>(bid.f1, bid.f2));
                context.timerService().registerEventTimeTimer(bid.f2);
            } else if (bid.f2 <= auction.f0 && bid.f1 > auction.f2) {
                auction.f2 = bid.f1;
                open.update(auction);
            }
        }

        @Override
        public void onTimer(long time, OnTimerContext context, Collector<Tuple2<Long, Long>> out) throws Exception {
            Tuple3<Long, Long, Long> auction = open.value();
            if (auction == null) {
                early.clear();
            } else if (auction.f0 == time) {
                if (auction.f2 > 0) out.collect(new Tuple2<>(auction.f1, auction.f2));
                open.clear();
            }
        }
    }

    /** The number of prices of each key and their average, emitted at the end of the input. */
    private static final class Average extends KeyedProcessFunction<Long, Tuple2<Long, Long>, Tuple3<Long, Long, Long>> {
        /** Count, sum. */
        private transient ValueState<Tuple2<Long, Long>> total;

        @Override
        public void open(OpenContext context) {
            total = getRuntimeContext().getState(new ValueStateDescriptor<>("total", PAIR));
        }

        @Override
        public void processElement(
            Tuple2<Long, Long> price, Context context, Collector<Tuple3<Long, Long, Long>> out) throws Exception {
            Tuple2<Long, Long> sum = total.value();
            if (sum == null) {
                sum = new Tuple2<>(0L, 0L);
                context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
            }
            sum.f0++;
            sum.f1 += price.f1;
            total.update(sum);
        }

        @Override
        public void onTimer(long time, OnTimerContext context, Collector<Tuple3<Long, Long, Long>> out) throws Exception {
            Tuple2<Long, Long> sum = total.value();
            out.collect(new Tuple3<>(context.getCurrentKey(), sum.f0, sum.f1 / sum.f0));
        }
    }
}
