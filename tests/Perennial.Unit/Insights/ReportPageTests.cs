using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Perennial.Analytics;
using Perennial.Commerce;
using Perennial.Commerce.Contract;
using Perennial.Commerce.Demo;
using Perennial.Insights;
using Perennial.Insights.Contract;
using Perennial.Kernel.Words;
using Language = Perennial.Kernel.Words.Language;
using Perennial.Ui;
using Perennial.Unit.Commerce;

namespace Perennial.Unit.Insights;

/// <summary>The page that people pass on: whole, alone, in every language, and with nothing hostile alive in it.</summary>
public sealed partial class ReportPageTests
{
    private const string Small =
        "customer,date,order,amount,currency,store\nana,2025-01-05,1,10.00,EUR,North\nboris,2025-01-06,2,20.00,EUR,South\n" +
        "ana,2025-02-05,3,30.00,EUR,North\nchen,2025-02-07,4,5.50,EUR,South\nana,2025-03-01,5,7.00,EUR,North\n";

    private static readonly Lazy<Report> Demo = new(() => Answer(
        CommerceModule.OrderFiles.Read([DemoShop.AsOrderFile()],
            new OrderFileOptions { Dimensions = [OrderField.Store, OrderField.Category] }, TestContext.Current.CancellationToken),
        new ReportQuestion { GroupBy = [OrderField.Store, OrderField.Category] }));

    public static TheoryData<string> Languages => [.. Language.All.Select(l => l.Code)];

    [Theory]
    [MemberData(nameof(Languages))]
    public void The_page_is_whole_in_every_language(string code)
    {
        var page = Unit.Languages.In(Language.Of(code)!, () => Page(Demo.Value));
        page.ShouldContain($"<html lang=\"{code}\"");
        Balance(page).ShouldBeEmpty();
        Ids(page).ShouldBeUnique();
        Text(page).ShouldNotMatch(@"\{[a-z_]+\}");
        foreach (var section in new[] { "staying", "base", "moved", "cohorts", "ladder", "rfm", "overdue", "by-store", "by-category",
            "benchmarks", "definitions", "reading" })
        {
            page.ShouldMatch($"<section class=\"card( long)?\" id=\"{section}\"");
            page.ShouldContain($"href=\"#{section}\"");
        }
    }

    [Fact]
    public void The_page_needs_no_network()
    {
        var page = Markup(Page(Demo.Value));
        page.ShouldNotContain("http://");
        page.ShouldNotContain("https://");
        page.ShouldNotMatch("<(link|img|iframe|object|script [^>]*src)");
        page.ShouldNotMatch(@"url\((?!data:)");
        WebUtility.HtmlDecode(page).ShouldContain("default-src 'none'");
    }

    [Fact]
    public void Only_the_pages_own_scripts_may_run()
    {
        var page = Page(Demo.Value);
        var allowed = Regex.Match(WebUtility.HtmlDecode(page[..page.IndexOf("<style>", StringComparison.Ordinal)]), "script-src ([^;]*);")
            .Groups[1].Value.Split(' ');
        var scripts = Regex.Matches(page, "<script>(?<script>.*?)</script>",
            RegexOptions.Singleline | RegexOptions.ExplicitCapture).Select(m => m.Groups["script"].Value).ToList();
        scripts.Count.ShouldBe(3);
        scripts.Select(s => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(s)))}'").ShouldBe(allowed);
    }

    [Fact]
    public void A_cell_of_a_row_that_was_left_out_is_not_on_the_page()
    {
        const string shifted = "7,chen@example.com,2025-02-05,3.00,EUR,North\n";
        var reading = OrderFileTests.Read(Small + shifted);
        reading.Warnings.ShouldContain(w => w.First.Value == "chen@example.com");
        var page = Text(Page(Answer(reading, new ReportQuestion())));
        page.ShouldNotContain("chen@");
        page.ShouldContain("line 7");
        page.ShouldContain("is not a date");
    }

    [Theory]
    [InlineData("</script><script>alert(1)</script>")]
    [InlineData("\"><img src=x onerror=alert(1)>")]
    [InlineData("'-alert(1)-'")]
    [InlineData("<!--")]
    [InlineData("{{7*7}}${7*7}")]
    [InlineData("\u2028</SCRIPT >\u0000")]
    public void A_hostile_name_stays_a_name(string name)
    {
        var quoted = "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal).Replace("\0", "", StringComparison.Ordinal) + "\"";
        var orders = Small.Replace("North", quoted, StringComparison.Ordinal);
        var page = Page(Answer(OrderFileTests.Read(orders, new OrderFileOptions { Dimensions = [OrderField.Store] }),
            new ReportQuestion { GroupBy = [OrderField.Store] }));
        Regex.Matches(page, "<script", RegexOptions.IgnoreCase).Count.ShouldBe(
            Regex.Matches(Page(Answer(OrderFileTests.Read(Small, new OrderFileOptions { Dimensions = [OrderField.Store] }),
                new ReportQuestion { GroupBy = [OrderField.Store] })), "<script", RegexOptions.IgnoreCase).Count);
        Markup(page).ShouldNotContain("<img");
        Balance(page).ShouldBeEmpty();
        Text(page).ShouldContain(name.Replace("\0", "", StringComparison.Ordinal).Trim());
    }

    [Fact]
    public void Headline_numbers_are_those_of_the_last_whole_period_with_the_one_before_and_a_year_before()
    {
        var report = Demo.Value;
        var (now, before, year) = (report.LastWhole!, report.BeforeLastWhole!, report.YearBeforeLastWhole!);
        (Told.Iso(now.From), Told.Iso(before.From), Told.Iso(year.From)).ShouldBe(("2025-12-01", "2025-11-01", "2024-12-01"));
        var cards = TextOf(Between(Page(report), "<div class=\"headlines\">", "</section>"));
        var stayed = now.Movement.RetentionRate;
        cards.ShouldContain($"{Shown.Percent(stayed)} {Shown.Number(stayed.Numerator)} of {Shown.Number(stayed.Denominator)}");
        cards.ShouldContain($"2025-11: {Shown.Percent(before.Movement.RetentionRate)}");
        cards.ShouldContain($"2024-12: {Shown.Percent(year.Movement.RetentionRate)}");
        cards.ShouldContain(Shown.Amount(now.Revenue));
        cards.ShouldContain($"{Shown.Amount(now.NetValue)} / {Shown.Number(now.Orders)}");
    }

    [Fact]
    public void Every_cell_of_the_heat_map_has_its_measures()
    {
        var page = Page(Demo.Value);
        var cells = Regex.Matches(page, "data-i=\"(\\d+)\"").Select(m => int.Parse(m.Groups[1].Value)).ToList();
        cells.ShouldBe(Enumerable.Range(0, Demo.Value.Cohorts.Sum(c => c.Active.Count)));
        using var data = System.Text.Json.JsonDocument.Parse(Between(page, "id=\"cohorts-map-data\">", "</script>"));
        foreach (var measure in new[] { "share", "customers", "revenue", "cumulative" })
        {
            data.RootElement.GetProperty(measure).GetArrayLength().ShouldBe(cells.Count);
        }

        var first = Demo.Value.Cohorts[0];
        data.RootElement.GetProperty("customers")[0][0].GetString().ShouldBe(Shown.Number(first.Size));
        data.RootElement.GetProperty("customers")[1][0].GetString().ShouldBe(Shown.Number(first.Active[1]));
        var cumulative = first.Revenue.Take(2).Sum(r => r.MinorUnits) / 100m / first.Size;
        data.RootElement.GetProperty("cumulative")[1][0].GetString().ShouldBe(Shown.Number(cumulative, 0));
    }

    [Fact]
    public void With_a_window_customers_stay_active_and_need_not_buy_again()
    {
        const string orders = "customer,date,amount\nana,2025-01-05,1\nana,2025-01-06,1\nboris,2025-01-07,1\nboris,2025-02-07,1\n" +
            "chen,2025-03-01,1\n";
        var page = Page(Answer(OrderFileTests.Read(orders), new ReportQuestion { Window = new Window(6, 'm'), MinOrders = 2 }));
        Text(page).ShouldContain("February 2025: 1 of 1 active customers stayed active, a retention rate of 100.0%.");
        Text(page).ShouldContain("Active are customers with 2 or more orders in the 6m before a day.");
        Text(page).ShouldNotContain("bought again");
        Text(page).ShouldNotContain("0 came back");
        TextOf(Between(page, "id=\"staying\"", "</section>")).ShouldContain("2025-02 1 1 0 0 1 0 2 100.0% 0.0%");
        TextOf(Between(page, "id=\"definitions\"", "</section>")).ShouldContain("too few orders to be active at the start");
        Text(Page(Answer(OrderFileTests.Read(orders), new ReportQuestion()))).ShouldNotContain("active at the end");
    }

    [Fact]
    public void Where_nobody_could_stay_no_rate_is_told_and_no_beginning_made_up()
    {
        var anonymous = Text(Page(Answer(OrderFileTests.Read("customer,date,amount\n,2025-01-05,1\n,2025-02-05,1\n,2025-03-05,1\n"),
            new ReportQuestion())));
        anonymous.ShouldContain("February 2025: no customer was active at its start, so there is no retention rate.");
        anonymous.ShouldNotContain("ordered at least twice");
        anonymous.ShouldNotContain("best customers");
        anonymous.ShouldNotContain("From one order to the next");
        var paused = Text(Page(Answer(OrderFileTests.Read("customer,date,amount\nana,2025-01-05,1\nana,2025-03-05,1\nana,2025-04-05,1\n"),
            new ReportQuestion())));
        paused.ShouldContain("March 2025: no customer was active at its start");
        Text(Page(Answer(OrderFileTests.Read("customer,date,amount\nana,2025-01-05,1\n"), new ReportQuestion())))
            .ShouldContain("January 2025 is the first period: 1 customer bought");
    }

    [Fact]
    public void By_years_the_period_before_and_a_year_before_are_told_once()
    {
        var page = Page(Answer(
            OrderFileTests.Read("customer,date,amount\nana,2023-01-05,1\nana,2024-01-05,2\nana,2025-01-05,3\n"),
            new ReportQuestion { Period = PeriodKind.Year, AsOf = new LocalDate(2026, 1, 1) }));
        Regex.Count(TextOf(Between(page, "<div class=\"headlines\">", "</section>")), "2024: 2.00").ShouldBe(2);
        Regex.Count(Text(page), "2024 to 2025: ").ShouldBe(1 + 1);
        Text(page).ShouldNotContain("a year before 2025 is not");
    }

    [Fact]
    public void A_warning_says_how_many_rows_it_is_about() =>
        Text(Page(Answer(OrderFileTests.Read("customer,date,amount\nana,2025-01-05,1\n,2025-01-06,1\n,2025-01-07,1\n"),
            new ReportQuestion()))).ShouldContain("in no customer figure. 2 such cases.");

    [Fact]
    public void Compared_groups_are_cut_like_the_others_and_those_left_out_are_counted()
    {
        var orders = new StringBuilder("customer,date,order,amount,store\n");
        for (var i = 0; i < 52; i++)
        {
            orders.Append($"c{i},2025-01-05,a{i},9,{i:00}{new string('b', 56)}\U0001F600\U0001F600\n")
                .Append($"c{i},2025-02-05,b{i},9,{i:00}{new string('b', 56)}\U0001F600\U0001F600\n");
        }

        var shop = InsightsModule.Reports.Load(
            OrderFileTests.Read(orders.ToString(), new OrderFileOptions { Dimensions = [OrderField.Store] }));
        var question = new ReportQuestion { GroupBy = [OrderField.Store], AsOf = new LocalDate(2025, 3, 1) };
        var report = shop.Answer(question) with { Comparison = shop.Compare(question, ComparedPeriod.Previous) };
        var compared = TextOf(Between(Page(report), "id=\"compared\"", "</section>"));
        compared.ShouldContain(new string('b', 56) + "…");
        compared.ShouldNotContain("\uFFFD");
        compared.ShouldContain("2 more groups are in the JSON report.");
    }

    [Fact]
    public void The_page_says_which_days_it_reports()
    {
        var text = Text(Page(Answer(OrderFileTests.Read(Small),
            new ReportQuestion { From = new LocalDate(2025, 2, 1), To = new LocalDate(2025, 3, 1) })));
        text.ShouldContain("As of the start of 2 March 2025 Orders from 1 February 2025 to 28 February 2025");
        text.ShouldContain("0.0% of the customers ordered at least twice (0 of 2).");
    }

    [Fact]
    public void No_customer_is_named() =>
        new[] { "ana", "boris", "chen" }.ShouldAllBe(c => !Regex.IsMatch(Text(Page(Answer(OrderFileTests.Read(Small), new ReportQuestion()))),
            $@"\b{c}\b"));

    [Theory]
    [InlineData("customer,date,amount\nana,2025-01-05,10.00\n")]
    [InlineData("customer,date,amount\n,2025-01-05,10.00\n")]
    [InlineData("customer,date,amount\nana,2025-01-05,10\nana,2025-01-05,10\n")]
    [InlineData("customer,date,amount\nana,2020-01-05,10\nana,2026-01-05,10\n")]
    public void A_shop_of_hardly_any_order_has_a_page(string orders)
    {
        foreach (var period in Enum.GetValues<PeriodKind>())
        {
            foreach (var language in Language.All)
            {
                var page = Unit.Languages.In(language, () => Page(Answer(OrderFileTests.Read(orders), new ReportQuestion { Period = period })));
                Balance(page).ShouldBeEmpty();
                Text(page).ShouldNotMatch(@"\{[a-z_]+\}");
            }
        }
    }

    [Fact]
    public void Ten_years_of_days_do_not_make_the_page_heavy()
    {
        var orders = new StringBuilder("customer,date,amount\n");
        for (var day = 0; day < 900; day++)
        {
            var date = Told.Iso(new LocalDate(2023, 1, 1).PlusDays(day));
            orders.Append($"c{day % 97},{date},10.00\nn{day},{date},5.00\n");
        }

        var page = Page(Answer(OrderFileTests.Read(orders.ToString()), new ReportQuestion { Period = PeriodKind.Day }));
        page.Length.ShouldBeLessThan(3_000_000);
    }

    internal static string Page(Report report)
    {
        using var stream = new MemoryStream();
        ReportPage.Write(stream, report);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static Report Answer(OrderReading reading, ReportQuestion question) => InsightsModule.Reports.Answer(reading, question);

    // The page without its style sheets and the scripts of the house, which make up most of it.
    private static string Markup(string page)
    {
        var style = page.IndexOf("<style>", StringComparison.Ordinal);
        var body = page.IndexOf("</style>", StringComparison.Ordinal) + "</style>".Length;
        var end = page.IndexOf("</footer>", StringComparison.Ordinal) + "</footer>".Length;
        return page[..style] + page[body..end] + "</body></html>";
    }

    private static string Text(string page) => TextOf(Markup(page));

    private static string TextOf(string markup) => Regex.Replace(WebUtility.HtmlDecode(
        Regex.Replace(Regex.Replace(markup, "<script.*?</script>", "", RegexOptions.Singleline), "<[^>]*>", " ")), @"[ \n\t]+", " ");

    private static IEnumerable<string> Ids(string page) => Regex.Matches(Markup(page), " id=\"([^\"]*)\"").Select(m => m.Groups[1].Value);

    private static string Between(string text, string start, string end)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }

    // Tags that are opened and not closed, or closed and not opened.
    private static List<string> Balance(string page)
    {
        var wrong = new List<string>();
        var open = new Stack<string>();
        foreach (Match tag in Tag().Matches(Regex.Replace(Markup(page), "<script.*?</script>", "", RegexOptions.Singleline)))
        {
            var name = tag.Groups["name"].Value;
            if (tag.Groups["close"].Value == "/")
            {
                if (open.Count == 0 || open.Pop() != name)
                {
                    wrong.Add(tag.Value);
                }
            }
            else if (tag.Groups["self"].Value != "/" && name is not ("meta" or "col" or "br"))
            {
                open.Push(name);
            }
        }

        return [.. wrong, .. open];
    }

    [GeneratedRegex("<(?<close>/?)(?<name>[a-z][a-z0-9]*)(\\s[^<>]*?)?(?<self>/?)>", RegexOptions.ExplicitCapture)]
    private static partial Regex Tag();
}
