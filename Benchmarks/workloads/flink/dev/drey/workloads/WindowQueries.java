package dev.drey.workloads;

import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.EventTimeSessionWindows;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** Nexmark's queries over windows of bids. */
final class WindowQueries {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private WindowQueries() {}

    /** q5: bids per auction in the last ten seconds, every two. */
    static void hotItems(StreamExecutionEnvironment env, long count) {
        Tally.of(
            bids(env, count).keyBy(bid -> bid.f0, Types.LONG)
                .window(SlidingEventTimeWindows.of(TEN_SECONDS, Duration.ofSeconds(2)))
                .aggregate(new Count(), new Row()).returns(Nexmark.THREE),
            row -> Mixing.pair(row.f0, row.f1) * row.f2);
    }

    /** q7: the highest bid of every ten seconds. */
    static void highestBid(StreamExecutionEnvironment env, long count) {
        Tally.of(
            bids(env, count).keyBy(bid -> bid.f0, Types.LONG)
                .window(TumblingEventTimeWindows.of(TEN_SECONDS))
                .aggregate(new Highest(), new EndAndValue()).returns(Types.TUPLE(Types.LONG, Types.LONG))
                .windowAll(TumblingEventTimeWindows.of(TEN_SECONDS))
                .reduce((first, second) -> first.f1 >= second.f1 ? first : second),
            row -> Mixing.mix(row.f0) * row.f1);
    }

    /** q11: bids per bidder and session. Times are even and the gap is odd, so that none is exactly as long as the gap. */
    static void sessions(StreamExecutionEnvironment env, long count) {
        DataStream<Tuple4<Long, Long, Long, Long>> bids =
            Indexed.source(env, "bids", count, Nexmark.BIDS, times(1), Nexmark::bid);
        Tally.of(
            bids.keyBy(bid -> bid.f1, Types.LONG)
                .window(EventTimeSessionWindows.withGap(Duration.ofMillis(9999)))
                .aggregate(new Count(), new Row()).returns(Nexmark.THREE),
            row -> Mixing.pair(row.f0, row.f1) * row.f2);
    }

    private static DataStream<Tuple4<Long, Long, Long, Long>> bids(StreamExecutionEnvironment env, long count) {
        return Indexed.source(env, "bids", count, Nexmark.BIDS, times(0), Nexmark::bid);
    }

    private static WatermarkStrategy<Tuple4<Long, Long, Long, Long>> times(long clearedBits) {
        return WatermarkStrategy.<Tuple4<Long, Long, Long, Long>>forMonotonousTimestamps()
            .withTimestampAssigner((bid, none) -> bid.f3 & ~clearedBits);
    }

    private static final class Count implements AggregateFunction<Tuple4<Long, Long, Long, Long>, Long, Long> {
        @Override
        public Long createAccumulator() {
            return 0L;
        }

        @Override
        public Long add(Tuple4<Long, Long, Long, Long> bid, Long count) {
            return count + 1;
        }

        @Override
        public Long getResult(Long count) {
            return count;
        }

        @Override
        public Long merge(Long first, Long second) {
            return first + second;
        }
    }

    private static final class Highest implements AggregateFunction<Tuple4<Long, Long, Long, Long>, Long, Long> {
        @Override
        public Long createAccumulator() {
            return 0L;
        }

        @Override
        public Long add(Tuple4<Long, Long, Long, Long> bid, Long highest) {
            return Math.max(highest, bid.f2);
        }

        @Override
        public Long getResult(Long highest) {
            return highest;
        }

        @Override
        public Long merge(Long first, Long second) {
            return Math.max(first, second);
        }
    }

    private static final class Row extends ProcessWindowFunction<Long, Tuple3<Long, Long, Long>, Long, TimeWindow> {
        @Override
        public void process(Long key, Context context, Iterable<Long> values, Collector<Tuple3<Long, Long, Long>> out) {
            out.collect(new Tuple3<>(key, context.window().getEnd(), values.iterator().next()));
        }
    }

    private static final class EndAndValue extends ProcessWindowFunction<Long, Tuple2<Long, Long>, Long, TimeWindow> {
        @Override
        public void process(Long key, Context context, Iterable<Long> values, Collector<Tuple2<Long, Long>> out) {
            out.collect(new Tuple2<>(context.window().getEnd(), values.iterator().next()));
        }
    }
}
