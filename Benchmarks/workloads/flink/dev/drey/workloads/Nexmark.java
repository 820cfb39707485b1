package dev.drey.workloads;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.api.java.tuple.Tuple5;

/** Events of an auction house, each made from its index. */
final class Nexmark {
    static final long START = 1_700_000_000_000L;
    static final long PERSON = 0, AUCTION = 1, BID = 2;

    /** Bids: auction, bidder, price, time. */
    static final TypeInformation<Tuple4<Long, Long, Long, Long>> BIDS =
        Types.TUPLE(Types.LONG, Types.LONG, Types.LONG, Types.LONG);
    /** Events of several kinds: kind, id, whom or what it refers to, state or category or price, time. */
    static final TypeInformation<Tuple5<Long, Long, Long, Long, Long>> EVENTS =
        Types.TUPLE(Types.LONG, Types.LONG, Types.LONG, Types.LONG, Types.LONG);
    static final TypeInformation<Tuple3<Long, Long, Long>> THREE = Types.TUPLE(Types.LONG, Types.LONG, Types.LONG);
    static final TypeInformation<Tuple4<Long, Long, Long, Long>> FOUR = BIDS;

    private Nexmark() {}

    /** Ten events per millisecond. */
    static long time(long index) {
        return START + index / 10;
    }

    /** q1, q2, q5, q7, q11. Three of four bids are for the four auctions that everybody wants at the time. */
    static Tuple4<Long, Long, Long, Long> bid(long index) {
        long random = Mixing.mix(index);
        long hot = index / 5000 * 4 + (random >>> 2 & 3);
        long auction = 1000 + ((random & 3) != 0 ? hot : random >>> 8) % 1000;
        return new Tuple4<>(auction, 1 + (random >>> 20) % 50_000, 100 + (random >>> 36) % 10_000_000, time(index));
    }

    /** q3, q8. A person: id, -, state; an auction: id, seller, category. One person, then three auctions. */
    static Tuple5<Long, Long, Long, Long, Long> registration(long index) {
        long random = Mixing.mix(index), people = 1 + index / 4;
        if (index % 4 == 0) return new Tuple5<>(PERSON, people, 0L, (random >>> 8) % 6, time(index));
        long seller = people - (random >>> 20) % Math.min(people, 25_000);
        return new Tuple5<>(AUCTION, index, seller, 10 + (random >>> 8) % 5, time(index));
    }

    /** q4. An auction: id, when it closes, category; a bid: -, auction, price. One auction, then fifteen bids. */
    static Tuple5<Long, Long, Long, Long, Long> trade(long index) {
        long random = Mixing.mix(index), auctions = 1 + index / 16, time = time(index);
        if (index % 16 == 0) {
            return new Tuple5<>(AUCTION, auctions, time + 1000 + (random >>> 20) % 9000, 10 + (random >>> 8) % 5, time);
        }
        long auction = auctions - (random >>> 8) % Math.min(auctions, 6000);
        return new Tuple5<>(BID, 0L, auction, 100 + (random >>> 36) % 10_000_000, time);
    }
}
