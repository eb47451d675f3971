package dev.entrepot.testkit.registry.wire;

import dev.entrepot.core.oci.OciException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** One client's connection, served by one virtual thread until either side ends it. */
final class Connection implements Runnable {

    private static final int DRAIN_MILLIS = 2_000;

    private final WireServer server;
    private final Socket socket;
    private volatile @Nullable Thread thread;

    Connection(WireServer server, Socket socket) {
        this.server = server;
        this.socket = socket;
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        try (socket) {
            socket.setTcpNoDelay(true);
            serve();
        } catch (IOException | InterruptedException e) {
            // The client went away, or the server was stopped: either ends the connection.
        } finally {
            server.forget(this);
        }
    }

    private void serve() throws IOException, InterruptedException {
        RequestReader reader = new RequestReader(socket.getInputStream());
        AnswerWriter.Ending ending = AnswerWriter.Ending.KEEP;
        while (ending == AnswerWriter.Ending.KEEP) {
            Request request = reader.read();
            if (request == null) {
                return;
            }
            ending = serve(request);
            if ("close".equalsIgnoreCase(request.header("Connection")) && ending == AnswerWriter.Ending.KEEP) {
                ending = AnswerWriter.Ending.FIN;
            }
        }
        end(ending);
    }

    private AnswerWriter.Ending serve(Request request) throws IOException, InterruptedException {
        Recorded recorded = server.log().add(request);
        try {
            return new AnswerWriter(server, socket.getOutputStream(), answer(request), recorded).write();
        } finally {
            server.log().end(recorded);
        }
    }

    private Answer answer(Request request) {
        try {
            return server.handler().answer(request);
        } catch (OciException e) {
            return Answer.error(e.error());
        } catch (RuntimeException e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            return Answer.text(500, "text/plain", trace.toString());
        }
    }

    private void end(AnswerWriter.Ending ending) throws IOException {
        if (ending == AnswerWriter.Ending.RST) {
            socket.setSoLinger(true, 0);
            return;
        }
        // Closing with unread input would send RST after the FIN, and that can discard what was sent.
        socket.shutdownOutput();
        socket.setSoTimeout(DRAIN_MILLIS);
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    /** Ends the connection from another thread, as the end of the process would. */
    void kill() {
        try {
            socket.close();
        } catch (IOException e) {
            // It was going anyway.
        }
        Thread serving = thread;
        if (serving != null) {
            serving.interrupt();
        }
    }
}
