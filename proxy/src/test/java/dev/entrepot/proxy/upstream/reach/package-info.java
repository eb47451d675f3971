/** Tests of how addresses are reached, without a network. */
@NullMarked
package dev.entrepot.proxy.upstream.reach;

import org.jspecify.annotations.NullMarked;
