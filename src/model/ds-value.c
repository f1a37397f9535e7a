/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-entry-private.h"

DsSignature *
ds_signature_new (int width, int height, const char *name)
{
  DsSignature *self = g_new0 (DsSignature, 1);

  self->width = width;
  self->height = height;
  self->name = g_strdup (name);
  self->strokes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  return self;
}

DsSignature *
ds_signature_new_refused (const char *reason)
{
  DsSignature *self = ds_signature_new (0, 0, NULL);

  self->refused = g_strdup (reason);
  return self;
}

void
ds_signature_begin_stroke (DsSignature *self)
{
  g_ptr_array_add (self->strokes, g_array_new (FALSE, FALSE, sizeof (DsStrokePoint)));
}

void
ds_signature_add_point (DsSignature *self, gint32 x, gint32 y, gint32 t_ms)
{
  DsStrokePoint point = { x, y, t_ms };

  if (self->strokes->len == 0)
    ds_signature_begin_stroke (self);
  g_array_append_val (g_ptr_array_index (self->strokes, self->strokes->len - 1), point);
}

void
ds_signature_free (DsSignature *self)
{
  if (self == NULL)
    return;
  g_free (self->refused);
  g_free (self->name);
  g_ptr_array_unref (self->strokes);
  g_free (self);
}

static gboolean
is_same_stroke (const GArray *a, const GArray *b)
{
  for (guint i = 0; a->len == b->len && i < a->len; i++) {
    const DsStrokePoint *p = &g_array_index (a, DsStrokePoint, i);
    const DsStrokePoint *q = &g_array_index (b, DsStrokePoint, i);

    if (p->x != q->x || p->y != q->y || p->t_ms != q->t_ms)
      return FALSE;
  }
  return a->len == b->len;
}

static gboolean
is_same_signature (const DsSignature *a, const DsSignature *b)
{
  if (g_strcmp0 (a->refused, b->refused) != 0 || g_strcmp0 (a->name, b->name) != 0 || a->width != b->width ||
      a->height != b->height || a->strokes->len != b->strokes->len)
    return FALSE;
  for (guint i = 0; i < a->strokes->len; i++)
    if (!is_same_stroke (g_ptr_array_index (a->strokes, i), g_ptr_array_index (b->strokes, i)))
      return FALSE;
  return TRUE;
}

gboolean
ds_value_equal (const DsValue *a, const DsValue *b)
{
  if (a->kind != b->kind)
    return FALSE;
  switch (a->kind) {
  case DS_VALUE_STRING:
    return g_str_equal (a->string, b->string);
  case DS_VALUE_STRINGS:
    return g_strv_equal ((const char *const *) a->strings, (const char *const *) b->strings);
  case DS_VALUE_WAITED:
    return a->waited_s == b->waited_s;
  case DS_VALUE_SIGNATURE:
    return is_same_signature (a->signature, b->signature);
  default:
    return TRUE;
  }
}

void
ds_value_clear (DsValue *self)
{
  g_clear_pointer (&self->string, g_free);
  g_clear_pointer (&self->strings, g_strfreev);
  g_clear_pointer (&self->signature, ds_signature_free);
  self->kind = DS_VALUE_NONE;
}

static const char *
choose (const char *language, const char *en, const char *zh_cn)
{
  DsText text = { (char *) en, (char *) zh_cn };

  return ds_text_for (&text, language);
}

static const char *
find_option_title (const DsStep *step, const char *id, const char *language)
{
  const DsOption *option = ds_step_find_option (step, id);

  return option != NULL ? ds_text_for (&option->title, language) : id;
}

static char *
describe_string (const char *string, const DsStep *step, const char *language)
{
  switch (step->answer.type) {
  case DS_ANSWER_YES_NO:
    return g_strdup (g_str_equal (string, "yes") ? choose (language, "yes", "是") : choose (language, "no", "否"));
  case DS_ANSWER_CHOICE:
    return g_strdup (find_option_title (step, string, language));
  case DS_ANSWER_NUMBER:
  case DS_ANSWER_COMPUTED:
    return g_strdup_printf ("%s %s", string, ds_text_for (&step->answer.unit, language));
  default:
    return g_strdup (string);
  }
}

static char *
describe_strings (char **strings, const DsStep *step, const char *language)
{
  GString *joined = g_string_new (NULL);

  for (guint i = 0; strings[i] != NULL; i++) {
    if (i > 0)
      g_string_append (joined, choose (language, ", ", "、"));
    g_string_append (joined, find_option_title (step, strings[i], language));
  }
  if (joined->len == 0)
    g_string_append (joined, choose (language, "none", "无"));
  return g_string_free (joined, FALSE);
}

char *
ds_value_to_text (const DsValue *self, const DsStep *step, const char *language)
{
  switch (self->kind) {
  case DS_VALUE_DONE:
    return g_strdup (choose (language, "done", "已完成"));
  case DS_VALUE_STRING:
    return describe_string (self->string, step, language);
  case DS_VALUE_STRINGS:
    return describe_strings (self->strings, step, language);
  case DS_VALUE_WAITED:
    return g_strdup_printf ("%" G_GINT64_FORMAT " %s", self->waited_s / 60, choose (language, "min", "分钟"));
  case DS_VALUE_STARTED:
    return g_strdup (choose (language, "running", "计时中"));
  case DS_VALUE_SIGNATURE:
    if (self->signature->refused != NULL)
      return g_strdup_printf ("%s%s", choose (language, "refused: ", "拒绝签字:"), self->signature->refused);
    return g_strdup (choose (language, "signed", "已签字"));
  default:
    return g_strdup ("");
  }
}
