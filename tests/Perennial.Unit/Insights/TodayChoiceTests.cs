using System.Globalization;
using NodaTime.Text;
using Perennial.Analytics;
using Perennial.Commerce.Contract;
using Perennial.Insights;
using Perennial.Insights.Contract;
using Perennial.Insights.Pages;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Unit.Insights;

/// <summary>What the page of the day tells of: five cards at most, the weightiest, and only what the figures say.</summary>
public sealed class TodayChoiceTests
{
    private static readonly GroupNames NoNames = new(new PlaceNames(new Dictionary<(string, string), string>()));

    [Fact]
    public void There_is_room_for_the_five_weightiest_cards_and_equal_ones_keep_their_order() =>
        TodayChoice.Of([Card(10, "a"), Card(70, "b"), Card(50, "c"), Card(100, "d"), Card(50, "e"), Card(20, "f"), Card(90, "g")])
            .Select(c => c.Title).ShouldBe(["d", "g", "b", "c", "e"]);

    [Fact]
    public void A_day_without_cards_has_none() => TodayChoice.Of([]).ShouldBeEmpty();

    [Fact]
    public void A_fall_of_revenue_names_its_main_reason_and_a_change_of_price_beside_it()
    {
        // Two customers order in January and one of them in February: fewer customers, and nothing else changed.
        var shop = Shop("Ana 2025-01-03 10", "Boris 2025-01-10 10", "Ana 2025-02-03 10", "Ana 2025-03-03 10");
        var figures = TodayFigures.Of(shop, new ReportQuestion { AsOf = new LocalDate(2025, 3, 1) });
        figures.Report.Question.Period.ShouldBe(PeriodKind.Month);
        var price = new ShopHappening("price_change", new LocalDate(2025, 2, 1), "tea", null, "EUR", 4.5m, 6m);
        var cards = new TodayCards(figures, [price], id => id, NoNames).All().ToList();

        cards[0].Title.ShouldBe("Revenue, February 2025: 10.00");
        cards[0].Text.ShouldBe("-50.0% against the period before, January 2025 (20.00). Main reason: fewer customers bought (-10.00).");
        var near = cards.Single(c => c.Title.StartsWith("Something changed", StringComparison.Ordinal));
        near.Text.ShouldBe("The price of tea changed on 1 February 2025, from 4.50 to 6.00 EUR. Near is not yet the reason.");
        near.Task.ShouldNotBeNull();
        new TodayCards(figures, [], id => id, NoNames).All().ShouldNotContain(c => c.Title == near.Title);
    }

    [Fact]
    public void A_change_of_price_is_not_told_where_revenue_rose()
    {
        var shop = Shop("Ana 2025-01-03 10", "Ana 2025-02-03 10", "Boris 2025-02-10 10");
        var figures = TodayFigures.Of(shop, new ReportQuestion { AsOf = new LocalDate(2025, 3, 1) });
        var price = new ShopHappening("price_change", new LocalDate(2025, 2, 1), "tea", null, "EUR", 4.5m, 6m);
        var cards = new TodayCards(figures, [price], id => id, NoNames).All().ToList();

        cards.ShouldNotContain(c => c.Title.StartsWith("Something changed", StringComparison.Ordinal));
        cards[0].Text.ShouldBe("+100.0% against the period before, January 2025 (10.00). Main reason: more customers bought (+10.00).");
    }

    [Fact]
    public void Newcomers_are_due_in_the_week_around_the_median_day_of_a_second_order()
    {
        // Second orders come after 30 days: who bought once 23 to 37 days ago is due, and nobody else.
        var shop = Shop("Ana 2025-01-01 10", "Ana 2025-01-31 10", "Boris 2025-01-01 10", "Boris 2025-01-31 10",
            "Early 2025-02-22 10", "From 2025-02-23 10", "To 2025-03-09 10", "Late 2025-03-10 10");
        var question = new ReportQuestion { AsOf = new LocalDate(2025, 4, 1) };
        shop.Customers(question, new CustomersBehind(CustomersBehind.NewcomersDue)).Rows.Select(r => r.Customer)
            .Order(StringComparer.Ordinal).ShouldBe(["From", "To"]);
        TodayFigures.Of(shop, question).Due.ShouldBe(2);
    }

    [Fact]
    public void Those_who_slip_away_are_the_late_and_those_at_risk_by_what_they_brought_in_a_year()
    {
        var random = new Random(5);
        var lines = Enumerable.Range(0, 400).Select(_ =>
            $"C{random.Next(60)} {new LocalDate(2024, 1, 1).PlusDays(random.Next(700)):uuuu-MM-dd} {1 + random.Next(90)}").ToArray();
        var shop = Shop(lines);
        var question = new ReportQuestion();
        var slipping = shop.Customers(question, new CustomersBehind(CustomersBehind.Slipping)).Rows.ToList();
        slipping.Count.ShouldBeGreaterThan(5);
        slipping.ShouldAllBe(r => r.State == Lateness.Late || r.State == Lateness.AtRisk);
        var overdue = shop.Answer(question).Overdue!;
        slipping.Count.ShouldBe((int)(overdue.Late + overdue.AtRisk));
        slipping.Sum(r => r.RevenueLast365Days.MinorUnits).ShouldBe(overdue.MoneyAtStake.MinorUnits);

        var stake = CustomerColumn.All.Single(c => c.Key == "last_year");
        var wanted = slipping.OrderByDescending(r => r.RevenueLast365Days.MinorUnits).Select(r => r.RevenueLast365Days).ToList();
        var list = shop.Customers(question, new CustomersBehind(CustomersBehind.Slipping));
        BehindView.Of(list, stake, isDescending: true, 0, 3).Rows.Select(r => r.RevenueLast365Days).ShouldBe(wanted.Take(3));
        BehindView.Of(list, stake, isDescending: true, 2, 3).Rows.Select(r => r.RevenueLast365Days).ShouldBe(wanted.Skip(2).Take(3));
        wanted.Reverse();
        BehindView.Of(list, stake, isDescending: false, 0, 2).Rows.Select(r => r.RevenueLast365Days).ShouldBe(wanted.Take(2));
    }

    private static TodayCard Card(int weight, string title) => new(weight, "bell", title, "", "", "/");

    // "Ana 2025-01-03 10": who, when, for how much.
    private static ILoadedShop Shop(params string[] lines) => InsightsModule.Reports.Load(TestSales.Of(lines.Select(l => l.Split(' '))
        .Select(l => new NaiveOrder(
            l[0], LocalDatePattern.Iso.Parse(l[1]).Value, 100 * long.Parse(l[2], CultureInfo.InvariantCulture), 1000, null)), []).Reading());
}
