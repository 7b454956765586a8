using System.Globalization;
using System.Text;
using Perennial.Analytics;
using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Facts;
using Perennial.Insights.Reports;

namespace Perennial.Unit.Insights;

public sealed class FactStoreTests
{
    private static readonly string[] With =
    [
        "retention_rate_gross", "churn_rate_of_end", "resurrection_rate", "returning_share", "repeat_rate_lifetime", "customer_value",
        "lifespan", "ltv_historic", "units_per_customer", "second_order_rate_30d",
    ];

    private static readonly LocalDate Epoch = new(2019, 12, 25);

    internal static readonly Gen<LocalDate> ShortSpan = Gen.Int[0, 150].Select(d => Epoch.PlusDays(d));

    // 2,900 days: over 95 months and 414 weeks, past any word of 64 bits.
    private static readonly Gen<LocalDate> LongSpan = Gen.Int[0, 2900].Select(d => Epoch.PlusDays(d));

    internal static Gen<History> HistoryOver(Gen<LocalDate> day, int customersMax, int ordersMax)
    {
        var customer = Gen.Int[-1, customersMax].Select(c => c < 0 ? null : "c" + c.ToString(CultureInfo.InvariantCulture));
        var order = Gen.Select(customer, day, Gen.Long[1, 90], Gen.Int[0, 3], Gen.Int[0, 9], Gen.Int[0, 40])
            .Select((c, d, net, units, isCovered, later) => new NaiveOrder(c, d, net * 100, units * 1000, isCovered == 0 ? d.PlusDays(later) : null));
        var returned = Gen.Select(customer, day, Gen.Long[1, 50]).Select((c, d, value) => new NaiveReturn(c, d, value * 100));
        return Gen.Select(order.List[1, ordersMax], returned.List[0, 6]).Select((o, r) => new History([.. o], [.. r]));
    }

    // Days are rare among them: the naive evaluator pays for each period.
    private static readonly Gen<PeriodKind> Kind = Gen.Int[0, 11].Select(k => k switch
    {
        0 => PeriodKind.Day, < 4 => PeriodKind.Week, < 8 => PeriodKind.Month, < 10 => PeriodKind.Quarter, _ => PeriodKind.Year,
    });

    internal static readonly Gen<ReportQuestion> Question = Gen.Select(
        Kind, Gen.Int[1, 7], Gen.Int[0, 6], Gen.Int[1, 4], Gen.Int[0, 3], Gen.Int[0, 200])
        .Select((kind, weekStart, window, k, cut, at) => new ReportQuestion
        {
            Period = kind,
            WeekStart = (IsoDayOfWeek)weekStart,
            Window = window switch { 0 => new Window(40, 'd'), 1 => new Window(3, 'm'), 2 => new Window(1, 'y'), 3 => new Window(5, 'w'), _ => null },
            MinOrders = k == 4 ? 1 : k,
            LookBack = at % 4 == 0 ? new Window(1 + (at % 60), 'd') : null,
            AsOf = cut == 1 ? Epoch.PlusDays(20 + at) : null,
            From = cut == 2 ? Epoch.PlusDays(at) : null,
            To = cut == 3 ? Epoch.PlusDays(20 + at) : null,
            With = With,
        });

    internal sealed record History(IReadOnlyList<NaiveOrder> Orders, IReadOnlyList<NaiveReturn> Returns)
    {
        public override string ToString() => string.Join(" ", Orders.Cast<object>().Concat(Returns));
    }

    [Fact]
    public void Answers_equal_the_definitions_on_random_histories() =>
        Gen.Select(HistoryOver(ShortSpan, 8, 40), Question, Gen.Int[0, 3]).Sample(
            (history, question, bits) => Compare(history, question, sales => FactStore.Load(sales, 1 << bits)), iter: 250);

    [Fact]
    public void Answers_equal_the_definitions_beyond_64_months_and_64_weeks() =>
        Gen.Select(HistoryOver(LongSpan, 6, 60), Question, Gen.Int[0, 2]).Sample(
            (history, question, bits) => Compare(
                history, question.Period == PeriodKind.Day ? question with { Period = PeriodKind.Week } : question,
                sales => FactStore.Load(sales, 1 << bits)), iter: 40);

    [Fact]
    public void Periods_sum_to_the_totals_and_cohorts_to_the_new_customers() =>
        HistoryOver(LongSpan, 20, 80).Sample(history =>
        {
            if (!Answerable(history, new ReportQuestion()))
            {
                return;
            }

            var report = TestSales.Of(history.Orders, history.Returns).Report();
            report.Periods.Sum(p => p.Orders).ShouldBe(report.Totals.Orders);
            report.Periods.Sum(p => p.Revenue.MinorUnits).ShouldBe(report.Totals.Revenue.MinorUnits);
            report.Periods.Sum(p => p.Movement.New).ShouldBe(report.Totals.Customers);
            report.Cohorts.Sum(c => c.Size).ShouldBe(report.Totals.Customers);
            foreach (var m in report.Periods.Select(p => p.Movement))
            {
                (m.Start - m.Lost + m.New + m.Risen + m.Returned).ShouldBe(m.End);
                (m.Gone + m.Fallen).ShouldBe(m.Lost);
            }

            foreach (var cohort in report.Cohorts)
            {
                cohort.Active[0].ShouldBe(cohort.Size);
            }
        }, iter: 100);

    internal static void Compare(History history, ReportQuestion question, Func<TestSales, FactStore> load)
    {
        if (!Answerable(history, question))
        {
            return;
        }

        var sales = TestSales.Of(history.Orders, history.Returns);
        var report = ReportMaker.Answer(load(sales).Snapshot(), sales.Reading(), question);
        var naive = new NaiveShop(history.Orders, history.Returns).Answer(question);
        ShouldBeAlike(Text(report), Text(naive));
    }

    private static void ShouldBeAlike(string actual, string expected)
    {
        if (actual != expected)
        {
            var lines = actual.Split('\n').Zip(expected.Split('\n')).First(l => l.First != l.Second);
            lines.First.ShouldBe(lines.Second);
        }
    }

    // A question with no data in it is refused; ReportPlanTests hold that.
    internal static bool Answerable(History history, ReportQuestion question)
    {
        if (history.Orders.All(o => o.CoveredDay is not null))
        {
            return false;
        }

        var firstFact = history.Orders.Select(o => o.Day).Concat(history.Returns.Select(r => r.Day)).Min();
        var asOf = question.AsOf ?? new NaiveShop(history.Orders, history.Returns).DefaultAsOf;
        return asOf > firstFact && (question.From is not { } from || from < asOf) && (question.To is not { } to || to > firstFact);
    }

    internal static string Text(Report report) => Text(new NaiveAnswer(report.AsOf, report.Totals, report.Periods, report.Cohorts,
        report.OrderLadder, report.Rfm, report.Overdue));

    // One line a figure, so that a difference names itself.
    private static string Text(NaiveAnswer answer)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"as of {answer.AsOf}");
        var t = answer.Totals;
        text.AppendJoin(' ', "totals", t.Customers, t.Orders, t.IdentifiedOrders, t.Revenue, t.AverageOrderValue,
            N(t.PurchaseFrequency), N(t.UnitsPerOrder), t.RepeatRate, N(t.TimeBetweenOrdersDays.P25),
            N(t.TimeBetweenOrdersDays.Median), N(t.TimeBetweenOrdersDays.P75), Requested(t.Requested)).AppendLine();
        foreach (var p in answer.Periods)
        {
            text.AppendJoin(' ', "period", p.From, p.To, p.IsPartial, p.Orders, p.IdentifiedOrders, p.Customers, p.Revenue,
                p.Movement, p.RepeatRate, N(p.PurchaseFrequency), p.AverageOrderValue, Requested(p.Requested)).AppendLine();
        }

        foreach (var c in answer.Cohorts)
        {
            text.AppendJoin(' ', "cohort", c.First, c.Size, c.LastIsPartial, string.Join(' ', c.Active), string.Join(' ', c.Revenue))
                .AppendLine();
        }

        foreach (var s in answer.Ladder)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"ladder {s.N} {s.Reached} {s.WentOn} {N(s.MedianDays)}");
        }

        var r = answer.Rfm;
        text.AppendJoin(' ', "cuts", string.Join(' ', r.RecencyDays), "|", string.Join(' ', r.Frequency), "|", string.Join(' ', r.Monetary))
            .AppendLine();
        foreach (var g in r.Groups)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"group {g.Name} {g.Customers} {g.Revenue}");
        }

        foreach (var c in r.Cells)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"cell {c.R}{c.F}{c.M} {c.Customers}");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"overdue {answer.Overdue}");
        return text.ToString();
    }

    private static string N(decimal? value) => value?.ToString("0.######", CultureInfo.InvariantCulture) ?? "-";

    private static string Requested(IReadOnlyDictionary<string, MetricValue> requested) => string.Join(' ', requested
        .Where(r => r.Key is not "ltv_simple" and not "lifespan_observed_days")
        .OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => $"{r.Key}={r.Value.Rate}{r.Value.Amount}{N(r.Value.Number)}"));
}
