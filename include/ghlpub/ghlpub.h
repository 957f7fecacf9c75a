/*
 * The whole pipeline, in the order in which the data goes:
 *
 *     walk, parse  ->  render  ->  plan  ->  publish  ->  state
 *
 * Another program includes this file, links libghlpub.a and calls the stages
 * one after the other, as src/cli/cmd_publish.c does.
 */
#ifndef GHLPUB_H
#define GHLPUB_H

#include <ghlpub/error.h>

#include <ghlpub/site.h>

#include <ghlpub/render.h>

#include <ghlpub/state.h>

#include <ghlpub/plan.h>

#include <ghlpub/ghl.h>

#include <ghlpub/publish.h>

#endif
