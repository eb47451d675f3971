package dev.entrepot.storage.s3;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocketFactory;

/**
 * TLS over a TCP socket of which whoever asks is told. To close an {@code SSLSocket} waits for the thread that is writing to
 * it, without end where the other side has stopped reading; to close the socket underneath ends that thread.
 *
 * <p>The JDK opens the TCP socket itself, since {@link #createSocket()} is not supported here.
 */
final class LayeredTls extends SSLSocketFactory {

    /** Bound by whoever asks: the JDK connects on the same thread. */
    static final ScopedValue<Consumer<Socket>> OPENED = ScopedValue.newInstance();

    private final SSLSocketFactory tls;

    LayeredTls(SSLSocketFactory tls) {
        this.tls = tls;
    }

    @Override
    public Socket createSocket(Socket plain, String host, int port, boolean autoClose) throws IOException {
        if (OPENED.isBound()) {
            OPENED.get().accept(plain);
        }
        return tls.createSocket(plain, host, port, autoClose);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return createSocket(new Socket(host, port), host, port, true);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket(new Socket(host, port, local, localPort), host, port, true);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket(new Socket(host, port), host.getHostName(), port, true);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket(new Socket(host, port, local, localPort), host.getHostName(), port, true);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return tls.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return tls.getSupportedCipherSuites();
    }
}
