package dev.entrepot.proxy.http;

/** Hears of every answer, once, when it has ended; on its connection's event loop. Must not block or throw. */
public interface AnswerObserver {

    AnswerObserver NOOP = answer -> {};

    void ended(Answered answer);
}
