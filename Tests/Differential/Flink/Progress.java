package dev.drey.differential;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/** Tells how far time has come where the elements of a source say so, and never else. */
final class Progress implements WatermarkGenerator<Item> {
    static WatermarkStrategy<Item> strategy() {
        return WatermarkStrategy.<Item>forGenerator(context -> new Progress()).withTimestampAssigner((item, before) -> item.time);
    }

    @Override
    public void onEvent(Item item, long time, WatermarkOutput output) {
        if (item.kind.equals("w")) output.emitWatermark(new Watermark(item.time));
        if (item.kind.equals("i")) output.markIdle();
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {}
}
