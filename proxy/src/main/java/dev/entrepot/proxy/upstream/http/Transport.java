package dev.entrepot.proxy.upstream.http;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/** The channel types that go with a group of event loops. */
record Transport(Class<? extends SocketChannel> tcp, Class<? extends DatagramChannel> udp) {

    static Transport of(EventLoopGroup loops) {
        return loops instanceof IoEventLoopGroup group && group.isIoType(EpollIoHandler.class)
                ? new Transport(EpollSocketChannel.class, EpollDatagramChannel.class)
                : new Transport(NioSocketChannel.class, NioDatagramChannel.class);
    }
}
