/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-paper-fixture.h"
#include "ds-paper-pdf.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <locale.h>
#include <string.h>

#define HAS(pdf, ...) ds_paper_pdf_assert_has ((pdf), (const char *const[]){ __VA_ARGS__, NULL })

/* Poppler's tools are what makes these tests see; without them nothing can be said. */
#define READ_OR_SKIP(pdf, paper, name)                           \
  g_autoptr (DsPaperPdf) pdf = ds_paper_pdf_new (paper, name);   \
  if (pdf == NULL) {                                             \
    g_test_skip ("pdftotext is not installed");                  \
    return;                                                      \
  }                                                              \
  g_assert_cmpuint (pdf->n_pages, ==, ds_paper_n_pages (paper)); \
  ds_paper_pdf_assert_fonts (pdf)

static void
test_report_chinese (void)
{
  DsPaperFixtureSetup setup = {
    .whole_home = TRUE, .n_things = 2, .n_remedy = 2, .n_hazard = 1, .n_skip = 1, .sign = TRUE, .talk = TRUE
  };
  g_autoptr (DsPaperFixture) fixture = ds_paper_fixture_new (&setup);
  DsPaperInput input = ds_paper_fixture_input (fixture, "zh_CN");
  g_autoptr (DsPaper) paper = ds_paper_new_report (&input);
  g_assert_cmpstr (ds_paper_get_title (paper), ==, "上门服务报告");
  READ_OR_SKIP (pdf, paper, "report-zh.pdf");
  HAS (pdf, "北京亦庄星级服务中心", "QX20261121000107", "王女士", "北京市大兴区亦庄镇荣华里3号楼", "李师傅 (T001)",
       "AA9RK0E00N8JK4C10023", "KFR-35GW/03JDM81A", "保修至", "服务时间", "到达", "作业结果", "分体空调室内机清洗",
       "实测数据", "参照 GB/T 12325-2008", "企业内控", "希望清洗前能提前半小时打电话", "4 分", "使用指南", "用户签字",
       "第 1 页");
  g_assert_cmpuint (fixture->n_remedied, ==, 2);
  g_assert_cmpuint (fixture->n_failed, ==, 1);
  g_assert_cmpuint (fixture->n_skipped, ==, 1);
  HAS (pdf, "现场整改合格的项目", "紧固接线端子", "遗留安全隐患", "复查日期：2026-11-28", "未检测与不适用项目",
       "柜体遮挡", "记录明细", "中性清洗剂 20260901");
  g_assert_false (ds_paper_pdf_has (pdf, "Visit report"));
}

static void
test_report_english (void)
{
  DsPaperFixtureSetup setup = { .n_remedy = 1, .n_skip = 1, .sign = TRUE, .talk = TRUE };
  g_autoptr (DsPaperFixture) fixture = ds_paper_fixture_new (&setup);
  DsPaperInput input = ds_paper_fixture_input (fixture, "en");
  g_autoptr (DsPaper) paper = ds_paper_new_report (&input);
  READ_OR_SKIP (pdf, paper, "report-en.pdf");
  HAS (pdf, "Visit report", "QX20261121000107", "Measured values", "House rule", "ref. GB/T 12325-2008", "Not tested",
       "Out of limits and put right on site", "Customer’s signature", "Page 1 of", "4 of 5", "Split air conditioner");
  g_assert_false (ds_paper_pdf_has (pdf, "实测数据"));
}

static void
test_report_shows_both_values (void)
{
  DsPaperFixtureSetup setup = { .n_remedy = 1 };
  g_autoptr (DsPaperFixture) fixture = ds_paper_fixture_new (&setup);
  DsPaperInput input = ds_paper_fixture_input (fixture, "en");
  g_autoptr (DsPaper) paper = ds_paper_new_report (&input);
  READ_OR_SKIP (pdf, paper, "report-both.pdf");
  for (guint i = 0; i < ds_visit_n_slots (fixture->visit); i++) {
    DsSlotView view;
    ds_visit_view (fixture->visit, i, &view);
    if (view.state != DS_SLOT_REMEDIED) {
      continue;
    }
    g_autofree char *before = ds_value_to_text (view.first, view.step, "en");
    g_autofree char *after = ds_value_to_text (view.value, view.step, "en");
    g_autofree char *both = g_strdup_printf ("%s → %s", before, after);
    g_assert_cmpstr (before, !=, after);
    HAS (pdf, before, after, both);
    return;
  }
  g_assert_not_reached ();
}

static void
test_report_before_signing_and_refused (void)
{
  DsPaperFixtureSetup setup = { .refuse = TRUE };
  g_autoptr (DsPaperFixture) fixture = ds_paper_fixture_new (&setup);
  DsPaperInput input = ds_paper_fixture_input (fixture, "zh_CN");
  g_autoptr (DsPaper) paper = ds_paper_new_report (&input);
  READ_OR_SKIP (pdf, paper, "report-refused.pdf");
  HAS (pdf, "用户拒绝签字", "用户表示由家人稍后确认", "未发现遗留安全隐患");
  g_assert_false (ds_paper_pdf_has (pdf, "遗留安全隐患部位"));

  DsPaperFixtureSetup unsigned_setup = { 0 };
  g_autoptr (DsPaperFixture) plain = ds_paper_fixture_new (&unsigned_setup);
  DsPaperInput plain_input = ds_paper_fixture_input (plain, "zh_CN");
  plain_input.company = NULL;
  plain_input.technician = NULL;
  plain_input.phone = NULL;
  g_autoptr (DsPaper) plain_paper = ds_paper_new_report (&plain_input);
  g_autoptr (DsPaperPdf) plain_pdf = ds_paper_pdf_new (plain_paper, "report-unsigned.pdf");
  HAS (plain_pdf, "北京总部", "用户签字");
  g_assert_false (ds_paper_pdf_has (plain_pdf, "拒绝"));
}

static void
test_report_of_a_large_home (void)
{
  DsPaperFixtureSetup setup = {
    .whole_home = TRUE, .n_things = 5, .n_remedy = 3, .n_hazard = 4, .n_skip = 5, .sign = TRUE, .talk = TRUE
  };
  g_autoptr (DsPaperFixture) fixture = ds_paper_fixture_new (&setup);
  DsPaperInput input = ds_paper_fixture_input (fixture, "zh_CN");
  g_autoptr (DsPaper) paper = ds_paper_new_report (&input);
  g_assert_cmpuint (ds_paper_n_pages (paper), >, 4);
  g_assert_cmpuint (ds_paper_n_pages (paper), <, 60);
  READ_OR_SKIP (pdf, paper, "report-large.pdf");
  g_autofree char *last = g_strdup_printf ("第 %u 页 / 共 %u 页", pdf->n_pages, pdf->n_pages);
  HAS (pdf, last, "卫生间1", "全屋");
  /* The head of the table of values stands on each page that the table reaches. */
  guint n = 0;
  for (const char *p = pdf->text; (p = strstr (p, "合格范围")) != NULL; p++) {
    n++;
  }
  g_assert_cmpuint (n, >, 2);
}

static char *
write_picture (DsTestFolder *folder, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 800, 600);
  guchar *pixels = gdk_pixbuf_get_pixels (pixbuf);
  for (int y = 0; y < 600; y++) {
    guchar *row = pixels + (gsize) y * (gsize) gdk_pixbuf_get_rowstride (pixbuf);
    for (int x = 0; x < 800; x++) {
      row[3 * x] = (guchar) (x / 4);
      row[3 * x + 1] = (guchar) (y / 3);
      row[3 * x + 2] = (x / 40 + y / 40) % 2 ? 200 : 90;
    }
  }
  char *path = ds_test_folder_file (folder, name);
  gdk_pixbuf_save (pixbuf, path, "jpeg", &error, NULL);
  g_assert_no_error (error);
  return path;
}

static void
test_photos (void)
{
  DsPaperFixtureSetup setup = { .sign = TRUE };
  g_autoptr (DsPaperFixture) fixture = ds_paper_fixture_new (&setup);
  g_autoptr (DsTestFolder) folder = ds_test_folder_new ();
  g_autofree char *good = write_picture (folder, "a.jpg");
  g_autofree char *broken = ds_test_folder_file (folder, "broken.jpg");
  g_assert_true (g_file_set_contents (broken, "this is no photo", -1, NULL));
  DsPaperPhoto photos[] = {
    { good, "清洗前 · 蒸发器" }, { broken, "坏文件" }, { "/nonexistent", "不在本机" }, { NULL, NULL },
    { good, "清洗后 · 蒸发器" },
  };
  DsPaperInput input = ds_paper_fixture_input (fixture, "zh_CN");
  input.photos = photos;
  input.n_photos = G_N_ELEMENTS (photos);
  g_autoptr (DsPaper) paper = ds_paper_new_report (&input);
  g_autoptr (GBytes) bytes = ds_paper_to_pdf (paper, NULL);
  g_assert_cmpuint (g_bytes_get_size (bytes), <, 2 * 1024 * 1024);
  READ_OR_SKIP (pdf, paper, "report-photos.pdf");
  g_assert_cmpuint (pdf->n_images, ==, 2);
  HAS (pdf, "现场照片", "共拍摄", "清洗前 · 蒸发器", "照片不在本机", "坏文件");
}

static void
test_notice (void)
{
  DsPaperFixtureSetup setup = { .whole_home = TRUE, .n_things = 2, .n_hazard = 2, .sign = TRUE };
  g_autoptr (DsPaperFixture) fixture = ds_paper_fixture_new (&setup);
  g_assert_cmpuint (fixture->n_failed, ==, 2);
  DsPaperInput input = ds_paper_fixture_input (fixture, "zh_CN");
  g_autoptr (DsPaper) paper = ds_paper_new_notice (&input);
  READ_OR_SKIP (pdf, paper, "notice-zh.pdf");
  HAS (pdf, "安全隐患告知书", "经现场检测，您家", "安全隐患（实测值", "标准要求", "在整改合格前请勿使用", "2026-11-28",
       "On-site inspection found", "has been put right", "The risk and the remedy were explained to me",
       "服务人员已向我说明风险及整改建议", "李师傅");
  g_autoptr (GArray) hazards = ds_visit_hazards (fixture->visit, FALSE);
  /* What is computed from a bad value is out of limits too. */
  g_assert_cmpuint (hazards->len, >=, 2);
  for (guint i = 0; i < hazards->len; i++) {
    DsSlotView view;
    const DsHazard *hazard = &g_array_index (hazards, DsHazard, i);
    ds_visit_view (fixture->visit, hazard->slot, &view);
    if (view.step->answer.type == DS_ANSWER_COMPUTED) {
      continue;
    }
    g_autofree char *found = ds_value_to_text (hazard->found, view.step, "zh_CN");
    g_autofree char *sentence = g_strdup_printf ("实测值 %s", found);
    HAS (pdf, sentence);
  }
}

static void
test_notice_without_hazards_and_refused (void)
{
  DsPaperFixtureSetup setup = { 0 };
  g_autoptr (DsPaperFixture) fixture = ds_paper_fixture_new (&setup);
  DsPaperInput input = ds_paper_fixture_input (fixture, "en");
  g_autoptr (DsPaper) paper = ds_paper_new_notice (&input);
  READ_OR_SKIP (pdf, paper, "notice-none.pdf");
  HAS (pdf, "No open hazard", "未发现尚未整改的安全隐患");

  DsPaperFixtureSetup refused_setup = { .whole_home = TRUE, .n_things = 1, .n_hazard = 1, .refuse = TRUE };
  g_autoptr (DsPaperFixture) refused = ds_paper_fixture_new (&refused_setup);
  DsPaperInput refused_input = ds_paper_fixture_input (refused, "en");
  g_autoptr (DsPaper) refused_paper = ds_paper_new_notice (&refused_input);
  g_autoptr (DsPaperPdf) refused_pdf = ds_paper_pdf_new (refused_paper, "notice-refused-en.pdf");
  HAS (refused_pdf, "Signature refused", "用户表示由家人稍后确认", "We will follow up by 2026-11-28");
}

static void
test_guide (void)
{
  DsPaperFixtureSetup setup = { 0 };
  g_autoptr (DsPaperFixture) fixture = ds_paper_fixture_new (&setup);
  const char *languages[] = { "zh_CN", "en" };
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++) {
    DsPaperInput input = ds_paper_fixture_input (fixture, languages[i]);
    input.visit = NULL;
    g_autoptr (DsPaper) paper = ds_paper_new_guide (&input);
    g_autofree char *name = g_strdup_printf ("guide-%s.pdf", languages[i]);
    READ_OR_SKIP (pdf, paper, name);
    for (guint j = 0; j < input.n_guides; j++) {
      const DsGuide *guide = input.guides[j];
      HAS (pdf, ds_text_for (&guide->title, languages[i]));
      for (guint k = 0; k < guide->n_sections; k++) {
        for (guint n = 0; n < guide->sections[k].n_items; n++) {
          const char *text = ds_text_for (&guide->sections[k].items[n].text, languages[i]);
          g_autofree char *start = g_utf8_substring (text, 0, MIN (8, g_utf8_strlen (text, -1)));
          HAS (pdf, start);
        }
      }
    }
  }
}

static void
test_same_content_same_file (void)
{
  DsPaperFixtureSetup setup = { .sign = TRUE };
  g_autoptr (DsPaperFixture) fixture = ds_paper_fixture_new (&setup);
  DsPaperInput input = ds_paper_fixture_input (fixture, "zh_CN");
  g_autoptr (DsPaper) first = ds_paper_new_report (&input);
  g_autoptr (DsPaper) second = ds_paper_new_report (&input);
  g_autoptr (GBytes) first_pdf = ds_paper_to_pdf (first, NULL);
  g_autoptr (GBytes) second_pdf = ds_paper_to_pdf (second, NULL);
  g_assert_true (g_bytes_equal (first_pdf, second_pdf));
}

static void
test_unwritable_place (void)
{
  g_autoptr (GError) error = NULL;
  DsPaperFixtureSetup setup = { 0 };
  g_autoptr (DsPaperFixture) fixture = ds_paper_fixture_new (&setup);
  DsPaperInput input = ds_paper_fixture_input (fixture, "en");
  g_autoptr (DsPaper) paper = ds_paper_new_guide (&input);
  g_assert_false (ds_paper_write_pdf (paper, "/proc/nowhere/report.pdf", &error));
  g_assert_nonnull (error);
}

/* The preview and the PDF come from one layout: what is drawn on a screen has ink where text is, at any scale. */
static void
test_preview_draws_each_page (void)
{
  DsPaperFixtureSetup setup = { .sign = TRUE, .n_remedy = 1 };
  g_autoptr (DsPaperFixture) fixture = ds_paper_fixture_new (&setup);
  DsPaperInput input = ds_paper_fixture_input (fixture, "zh_CN");
  g_autoptr (DsPaper) paper = ds_paper_new_report (&input);
  for (guint page = 0; page < ds_paper_n_pages (paper); page++) {
    cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 900, 1270);
    cairo_t *cr = cairo_create (surface);
    cairo_scale (cr, 1.5, 1.5);
    ds_paper_draw_page (paper, cr, page);
    g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
    cairo_destroy (cr);
    cairo_surface_flush (surface);
    const guchar *data = cairo_image_surface_get_data (surface);
    gsize stride = (gsize) cairo_image_surface_get_stride (surface), ink = 0;
    for (gsize i = 0; i < stride * 1270; i++) {
      ink += data[i] > 100;
    }
    cairo_surface_destroy (surface);
    g_assert_cmpuint (ink, >, 2000);
  }
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/paper/report/chinese", test_report_chinese);
  g_test_add_func ("/paper/report/english", test_report_english);
  g_test_add_func ("/paper/report/shows-both-values", test_report_shows_both_values);
  g_test_add_func ("/paper/report/before-signing-and-refused", test_report_before_signing_and_refused);
  g_test_add_func ("/paper/report/large-home", test_report_of_a_large_home);
  g_test_add_func ("/paper/report/photos", test_photos);
  g_test_add_func ("/paper/notice/both-languages", test_notice);
  g_test_add_func ("/paper/notice/none-and-refused", test_notice_without_hazards_and_refused);
  g_test_add_func ("/paper/guide", test_guide);
  g_test_add_func ("/paper/same-content-same-file", test_same_content_same_file);
  g_test_add_func ("/paper/unwritable-place", test_unwritable_place);
  g_test_add_func ("/paper/preview-draws-each-page", test_preview_draws_each_page);
  return g_test_run ();
}
