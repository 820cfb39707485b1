package dev.drey.workloads;

import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.api.java.tuple.Tuple5;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.util.Collector;

/** Nexmark's joins of people and the auctions that they open. */
final class JoinQueries {
    private static final long WINDOW = 10_000;

    private JoinQueries() {}

    /** q3: auctions of one category by people of some states, joined as they come. */
    static void localItems(StreamExecutionEnvironment env, long count) {
        var events = registrations(env, count, WatermarkStrategy.noWatermarks());
        Tally.of(
            people(events).filter(person -> person.f1 < 3).keyBy(person -> person.f0, Types.LONG)
                .connect(auctions(events).filter(auction -> auction.f2 == 10).keyBy(auction -> auction.f1, Types.LONG))
                .process(new Join()).returns(Nexmark.THREE),
            row -> Mixing.pair(row.f0, row.f1) * (row.f2 + 1));
    }

    /** q8: people and the auctions that they opened in the ten seconds in which they came. */
    static void newSellers(StreamExecutionEnvironment env, long count) {
        var events = registrations(env, count, WatermarkStrategy
            .<Tuple5<Long, Long, Long, Long, Long>>forMonotonousTimestamps()
            .withTimestampAssigner((event, none) -> event.f4));
        Tally.of(
            people(events).join(auctions(events)).where(person -> person.f0, Types.LONG)
                .equalTo(auction -> auction.f1, Types.LONG)
                .window(TumblingEventTimeWindows.of(Duration.ofMillis(WINDOW)))
                .apply((person, auction) -> new Tuple3<>(person.f0, person.f2 - person.f2 % WINDOW + WINDOW, auction.f0),
                    Nexmark.THREE),
            row -> Mixing.pair(row.f0, row.f1) * row.f2);
    }

    private static DataStream<Tuple5<Long, Long, Long, Long, Long>> registrations(
        StreamExecutionEnvironment env, long count, WatermarkStrategy<Tuple5<Long, Long, Long, Long, Long>> times) {
        return Indexed.source(env, "registrations", count, Nexmark.EVENTS, times, Nexmark::registration);
    }

    /** id, state, time */
    private static DataStream<Tuple3<Long, Long, Long>> people(DataStream<Tuple5<Long, Long, Long, Long, Long>> events) {
        return events.filter(event -> event.f0 == Nexmark.PERSON)
            .map(event -> new Tuple3<>(event.f1, event.f3, event.f4)).returns(Nexmark.THREE);
    }

    /** id, seller, category, time */
    private static DataStream<Tuple4<Long, Long, Long, Long>> auctions(
        DataStream<Tuple5<Long, Long, Long, Long, Long>> events) {
        return events.filter(event -> event.f0 == Nexmark.AUCTION)
            .map(event -> new Tuple4<>(event.f1, event.f2, event.f3, event.f4)).returns(Nexmark.FOUR);
    }

    /** Keeps the state of each person and, until the person comes, the auctions; emits person, auction, state. */
    private static final class Join extends KeyedCoProcessFunction<
        Long, Tuple3<Long, Long, Long>, Tuple4<Long, Long, Long, Long>, Tuple3<Long, Long, Long>> {
        private transient ValueState<Long> state;
        private transient ListState<Long> early;

        @Override
        public void open(OpenContext context) {
            state = getRuntimeContext().getState(new ValueStateDescriptor<>("state", Types.LONG));
            early = getRuntimeContext().getListState(new ListStateDescriptor<>("early", Types.LONG));
        }

        @Override
        public void processElement1(
            Tuple3<Long, Long, Long> person, Context context, Collector<Tuple3<Long, Long, Long>> out) throws Exception {
            state.update(person.f1);
            for (Long auction : early.get()) out.collect(new Tuple3<>(person.f0, auction, person.f1));
            early.clear();
        }

        @Override
        public void processElement2(
            Tuple4<Long, Long, Long, Long> auction, Context context, Collector<Tuple3<Long, Long, Long>> out)
            throws Exception {
            Long known = state.value();
            if (known == null) {
                early.add(auction.f0);
            } else {
                out.collect(new Tuple3<>(auction.f1, auction.f0, known));
            }
        }
    }
}
