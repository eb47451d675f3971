package dev.entrepot.proxy.cli;

import dev.entrepot.proxy.demo.Demo;
import dev.entrepot.proxy.demo.Progress;
import dev.entrepot.proxy.demo.Rehearsal;
import dev.entrepot.proxy.demo.Stage;
import dev.entrepot.proxy.demo.upstream.DemoImages;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "rehearse",
        hidden = true,
        description =
                "Do what a server does, over and over: a JVM that looks on writes what it learns into an AOT cache "
                        + "(-XX:AOTCacheOutput). The launcher calls this once after each build.")
final class RehearseCommand implements Callable<Integer> {

    @Override
    public Integer call() throws IOException, InterruptedException {
        // What goes wrong here is meant to; access lines are written, as by a server.
        Silence.of("entrepot.access");
        Rehearsal rehearsal = Rehearsal.whole();
        try (Stage stage = Stage.set(rehearsal.images()).closingAtExit()) {
            rehearsal.play(stage);
        }
        DemoImages images = DemoImages.make();
        try (Stage stage = Stage.set(images.all()).closingAtExit()) {
            new Demo(stage, images, Progress.NONE).play();
        }
        return ExitCode.FINE;
    }
}
