package dev.drey.workloads;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.api.java.tuple.Tuple5;

/** The answers, worked out by plain loops of one thread: {@code JOB N} prints {@code rows=… checksum=…}. */
public final class Reference {
    private long rows;
    private long checksum;

    public static void main(String[] arguments) {
        Reference reference = new Reference();
        reference.work(arguments[0], Long.parseLong(arguments[1]));
        System.out.println("rows=" + reference.rows + " checksum=" + Long.toUnsignedString(reference.checksum));
    }

    private void work(String job, long count) {
        switch (job) {
            case "trivial": case "wc": case "wcfinal": words(count, job); break;
            case "q1": case "q2": single(count, job); break;
            case "q3": localItems(count); break;
            case "q4": closingPrices(count); break;
            case "q5": hotItems(count); break;
            case "q7": highestBid(count); break;
            case "q8": newSellers(count); break;
            case "q11": sessions(count); break;
            default: throw new IllegalArgumentException("there is no job " + job);
        }
    }

    private void row(long value) {
        rows++;
        checksum += value;
    }

    private void words(long count, String job) {
        Map<String, long[]> counts = new HashMap<>();
        for (long index = 0; index < count; index++) {
            for (String word : Lines.line(index).split(" ")) {
                long updated = ++counts.computeIfAbsent(word, key -> new long[1])[0];
                if (!job.equals("wcfinal")) row(updated);
            }
        }
        if (job.equals("wcfinal")) counts.forEach((word, total) -> row(Mixing.fnv(word) * total[0]));
    }

    private void single(long count, String job) {
        for (long index = 0; index < count; index++) {
            var bid = Nexmark.bid(index);
            if (job.equals("q1")) {
                row(bid.f0 * 31 + bid.f1 * 17 + bid.f2 * 908 / 1000 + bid.f3);
            } else if (bid.f0 % 123 == 0) {
                row(bid.f0 * 31 + bid.f2);
            }
        }
    }

    private void localItems(long count) {
        byte[] states = new byte[(int) (2 + count / 4)];
        for (long index = 0; index < count; index++) {
            var event = Nexmark.registration(index);
            if (event.f0 == Nexmark.PERSON) {
                states[event.f1.intValue()] = event.f3.byteValue();
            } else if (event.f3 == 10 && states[event.f2.intValue()] < 3) {
                row(Mixing.pair(event.f2, event.f1) * (states[event.f2.intValue()] + 1));
            }
        }
    }

    private void newSellers(long count) {
        long[] windows = new long[(int) (2 + count / 4)];
        for (long index = 0; index < count; index++) {
            var event = Nexmark.registration(index);
            long end = windowEnd(event.f4, 10_000);
            if (event.f0 == Nexmark.PERSON) {
                windows[event.f1.intValue()] = end;
            } else if (windows[event.f2.intValue()] == end) {
                row(Mixing.pair(event.f2, end) * event.f1);
            }
        }
    }

    private void closingPrices(long count) {
        int auctions = (int) (2 + count / 16);
        long[] closes = new long[auctions], categories = new long[auctions], highest = new long[auctions];
        for (long index = 0; index < count; index++) {
            Tuple5<Long, Long, Long, Long, Long> event = Nexmark.trade(index);
            int auction = (event.f0 == Nexmark.AUCTION ? event.f1 : event.f2).intValue();
            if (event.f0 == Nexmark.AUCTION) {
                closes[auction] = event.f2;
                categories[auction] = event.f3;
            } else if (event.f4 <= closes[auction]) {
                highest[auction] = Math.max(highest[auction], event.f3);
            }
        }
        TreeMap<Long, long[]> totals = new TreeMap<>();
        for (int auction = 0; auction < auctions; auction++) {
            if (highest[auction] == 0) continue;
            long[] total = totals.computeIfAbsent(categories[auction], key -> new long[2]);
            total[0]++;
            total[1] += highest[auction];
        }
        totals.forEach((category, total) -> row(Mixing.pair(category, total[0]) * (total[1] / total[0])));
    }

    private void hotItems(long count) {
        Map<Long, Map<Long, long[]>> windows = new HashMap<>();
        for (long index = 0; index < count; index++) {
            Tuple4<Long, Long, Long, Long> bid = Nexmark.bid(index);
            long first = windowEnd(bid.f3, 2000);
            for (long end = first; end < first + 10_000; end += 2000) {
                windows.computeIfAbsent(end, key -> new HashMap<>()).computeIfAbsent(bid.f0, key -> new long[1])[0]++;
            }
            if (index % 20_000 == 0) windows.keySet().removeIf(end -> end <= bid.f3 && emit(end, windows.get(end)));
        }
        windows.forEach(this::emit);
    }

    private boolean emit(long end, Map<Long, long[]> window) {
        window.forEach((auction, bids) -> row(Mixing.pair(auction, end) * bids[0]));
        return true;
    }

    private void highestBid(long count) {
        TreeMap<Long, Long> windows = new TreeMap<>();
        for (long index = 0; index < count; index++) {
            var bid = Nexmark.bid(index);
            windows.merge(windowEnd(bid.f3, 10_000), bid.f2, Math::max);
        }
        windows.forEach((end, highest) -> row(Mixing.mix(end) * highest));
    }

    private void sessions(long count) {
        long[] last = new long[50_001], bids = new long[50_001];
        for (long index = 0; index < count; index++) {
            var bid = Nexmark.bid(index);
            long time = bid.f3 & ~1L;
            int bidder = bid.f1.intValue();
            if (bids[bidder] > 0 && time - last[bidder] > 9999) {
                row(Mixing.pair(bidder, last[bidder] + 9999) * bids[bidder]);
                bids[bidder] = 0;
            }
            last[bidder] = time;
            bids[bidder]++;
        }
        for (int bidder = 0; bidder < bids.length; bidder++) {
            if (bids[bidder] > 0) row(Mixing.pair(bidder, last[bidder] + 9999) * bids[bidder]);
        }
    }

    /** Windows are aligned to 1970; the first one of this length or step that ends after a time. */
    private static long windowEnd(long time, long step) {
        return time - time % step + step;
    }
}
