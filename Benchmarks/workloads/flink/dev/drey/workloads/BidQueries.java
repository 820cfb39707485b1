package dev.drey.workloads;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Nexmark's queries over one bid at a time. */
final class BidQueries {
    private BidQueries() {}

    /** q1: every price in another currency. */
    static void currencyConversion(StreamExecutionEnvironment env, long count) {
        Tally.of(
            bids(env, count).map(bid -> new Tuple4<>(bid.f0, bid.f1, bid.f2 * 908 / 1000, bid.f3)).returns(Nexmark.BIDS),
            bid -> bid.f0 * 31 + bid.f1 * 17 + bid.f2 + bid.f3);
    }

    /** q2: the bids for some auctions. */
    static void selection(StreamExecutionEnvironment env, long count) {
        Tally.of(bids(env, count).filter(bid -> bid.f0 % 123 == 0), bid -> bid.f0 * 31 + bid.f2);
    }

    private static DataStream<Tuple4<Long, Long, Long, Long>> bids(StreamExecutionEnvironment env, long count) {
        return Indexed.source(env, "bids", count, Nexmark.BIDS, WatermarkStrategy.noWatermarks(), Nexmark::bid);
    }
}
