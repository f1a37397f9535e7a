/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-test.h"

#include "ds-decimal.h"

#include <string.h>

static DsDecimal
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  DsDecimal value = { 0, 0 };

  ds_decimal_parse (text, &value, &error);
  g_assert_no_error (error);
  return value;
}

static void
assert_text (DsDecimal value, const char *text)
{
  char buffer[DS_DECIMAL_BUFFER];

  g_assert_cmpstr (ds_decimal_format (value, buffer), ==, text);
}

static void
test_keeps_its_digits (void)
{
  static const char *const texts[] = { "0",     "0.30",
                                       "0.3",   "-12.50",
                                       "230.1", "999999999999999999",
                                       "-0.01", "0.000000000000000001",
                                       "0.00",  "-999999999999999.999",
                                       NULL };

  for (guint i = 0; texts[i] != NULL; i++)
    assert_text (parse (texts[i]), texts[i]);
  assert_text (parse ("+5"), "5");
  assert_text (parse ("007.10"), "7.10");
  assert_text (parse ("-0"), "0");
}

static void
test_refuses (void)
{
  static const char *const texts[] = { "",    "-",     ".",   ".5",  "5.",  "1e3", "1,5", " 1",   "1 ",
                                       "--1", "1.2.3", "0x1", "NaN", "inf", "１",  "1\n", "\xff", NULL };
  static const char *const long_texts[] = { "1234567890123456789", "0.1234567890123456789", "12345678901234567.89",
                                            "00000000000000000000000000000000000000000000000000000000000000000001",
                                            NULL };
  g_autoptr (GError) error = NULL;
  DsDecimal value = { 42, 1 };

  for (guint i = 0; texts[i] != NULL; i++) {
    g_assert_false (ds_decimal_parse (texts[i], &value, &error));
    ds_test_assert_error (error, DS_ERROR_INVALID);
  }
  for (guint i = 0; long_texts[i] != NULL; i++) {
    g_assert_false (ds_decimal_parse (long_texts[i], &value, &error));
    ds_test_assert_error (error, DS_ERROR_LIMIT);
  }
  g_assert_cmpint (value.coefficient, ==, 42);
}

static void
test_compare (void)
{
  g_assert_cmpint (ds_decimal_compare (parse ("0.30"), parse ("0.3")), ==, 0);
  g_assert_cmpint (ds_decimal_compare (parse ("0.3"), parse ("0.29")), >, 0);
  g_assert_cmpint (ds_decimal_compare (parse ("-1"), parse ("0.000000000000000001")), <, 0);
  g_assert_cmpint (ds_decimal_compare (parse ("999999999999999999"), parse ("0.999999999999999999")), >, 0);
}

static void
test_divide (void)
{
  DsDecimal value;
  g_autoptr (GError) error = NULL;

  g_assert_true (ds_decimal_divide (parse ("1"), parse ("3"), 4, &value, &error));
  assert_text (value, "0.3333");
  g_assert_true (ds_decimal_divide (parse ("-1"), parse ("8"), 2, &value, &error));
  assert_text (value, "-0.13");
  g_assert_true (ds_decimal_divide (parse ("0.002"), parse ("4"), 0, &value, &error));
  assert_text (value, "0");
  g_assert_true (ds_decimal_divide (parse ("2300.00"), parse ("10"), 1, &value, &error));
  assert_text (value, "230.0");
  g_assert_false (ds_decimal_divide (parse ("1"), parse ("0.0"), 1, &value, &error));
  ds_test_assert_error (error, DS_ERROR_INVALID);
  g_assert_false (ds_decimal_divide (parse ("999999999999999999"), parse ("0.000000000000000001"), 18, &value, &error));
  ds_test_assert_error (error, DS_ERROR_LIMIT);
}

static void
test_round (void)
{
  assert_text (ds_decimal_round (parse ("0.95"), 1), "1.0");
  assert_text (ds_decimal_round (parse ("-0.95"), 1), "-1.0");
  assert_text (ds_decimal_round (parse ("0.94999"), 1), "0.9");
  assert_text (ds_decimal_round (parse ("2.5"), 0), "3");
  assert_text (ds_decimal_round (parse ("7"), 3), "7.000");
  assert_text (ds_decimal_round (parse ("999999999999999999"), 3), "999999999999999999");
  assert_text (ds_decimal_abs (parse ("-0.5")), "0.5");
}

static void
test_limits (void)
{
  g_autoptr (GError) error = NULL;
  DsDecimal value = { 7, 0 };

  g_assert_false (ds_decimal_add (parse ("999999999999999999"), parse ("1"), &value, &error));
  ds_test_assert_error (error, DS_ERROR_LIMIT);
  g_assert_false (ds_decimal_multiply (parse ("9999999999"), parse ("9999999999"), &value, &error));
  ds_test_assert_error (error, DS_ERROR_LIMIT);
  g_assert_cmpint (value.coefficient, ==, 7);
  g_assert_true (ds_decimal_multiply (parse ("1000000000"), parse ("100000000.0"), &value, &error));
  assert_text (value, "100000000000000000");
  g_assert_true (ds_decimal_multiply (parse ("1000000000.0"), parse ("100000000.0"), &value, &error));
  assert_text (value, "100000000000000000");
}

static DsDecimal
draw (GRand *rand)
{
  DsDecimal value = { 0, (guint8) g_rand_int_range (rand, 0, 7) };

  value.coefficient = g_rand_int_range (rand, -1000000000, 1000000000);
  if (g_rand_int_range (rand, 0, 4) == 0)
    value.coefficient /= 1000000;
  return value;
}

/* What must hold of any numbers, whatever they are. */
static void
test_properties (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (ds_test_seed ());

  for (guint i = 0; i < 20000; i++) {
    DsDecimal a = draw (rand);
    DsDecimal b = draw (rand);
    DsDecimal sum, back, product, other, quotient, again;
    char buffer[DS_DECIMAL_BUFFER];

    g_assert_true (ds_decimal_add (a, b, &sum, NULL));
    g_assert_true (ds_decimal_subtract (sum, b, &back, NULL));
    g_assert_cmpint (ds_decimal_compare (back, a), ==, 0);
    g_assert_true (ds_decimal_multiply (a, b, &product, NULL) == ds_decimal_multiply (b, a, &other, NULL));
    if (ds_decimal_multiply (a, b, &product, NULL) && b.coefficient != 0 &&
        ds_decimal_divide (product, b, a.scale, &quotient, NULL))
      g_assert_cmpint (ds_decimal_compare (quotient, a), ==, 0);
    g_assert_cmpint (ds_decimal_compare (a, b), ==, -ds_decimal_compare (b, a));
    g_assert_cmpint (ds_decimal_compare (sum, a) > 0, ==, b.coefficient > 0);
    again = parse (ds_decimal_format (a, buffer));
    g_assert_cmpint (again.coefficient, ==, a.coefficient);
    g_assert_cmpint (again.scale, ==, a.scale);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/decimal/keeps-its-digits", test_keeps_its_digits);
  g_test_add_func ("/base/decimal/refuses", test_refuses);
  g_test_add_func ("/base/decimal/compare", test_compare);
  g_test_add_func ("/base/decimal/divide", test_divide);
  g_test_add_func ("/base/decimal/round", test_round);
  g_test_add_func ("/base/decimal/limits", test_limits);
  g_test_add_func ("/base/decimal/properties", test_properties);
  return g_test_run ();
}
