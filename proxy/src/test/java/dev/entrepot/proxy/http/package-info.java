/** The edge, from request lines to whole connections. */
@NullMarked
package dev.entrepot.proxy.http;

import org.jspecify.annotations.NullMarked;
