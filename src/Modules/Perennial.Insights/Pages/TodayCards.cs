using Perennial.Analytics;
using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Page;
using Perennial.Kernel;
using Perennial.Kernel.Words;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Insights.Pages;

/// <summary>Which cards there is room for.</summary>
internal static class TodayChoice
{
    /// <summary>Cards of a day: more would be a list, and nobody works through a list each morning.</summary>
    public const int CardsMax = 5;

    /// <summary>The weightiest, the first of equal ones first.</summary>
    public static IReadOnlyList<TodayCard> Of(IEnumerable<TodayCard> cards) => [.. cards.OrderByDescending(c => c.Weight).Take(CardsMax)];
}

/// <summary>The cards that the figures give: what changed and why, whom to care for.</summary>
internal sealed class TodayCards(TodayFigures figures, IReadOnlyList<ShopHappening> happenings, Func<string, string> nameOf, GroupNames named)
{
    private const decimal PointMin = 0.01m;
    private const int FewCustomers = 30;
    private const int ChangeWeight = 100;
    private const int SlippingWeight = 90;
    private const int FallWeight = 88;
    private const int HappeningWeight = 85;
    private const int DueWeight = 50;
    private const int RiseWeight = 40;

    private static WordBook Words => InsightsModule.Words;

    private readonly PeriodNames names = new(figures.Report.Question.Period);
    private readonly string kind = AskedView.Code(figures.Report.Question.Period);

    public IEnumerable<TodayCard> All() => new[] { Change(), Slipping(), Retention(), Happening(), Due() }.OfType<TodayCard>();

    // What came in, against the period before and a year ago, and the part that moved it most.
    private TodayCard? Change()
    {
        if (figures.Report.LastWhole is not { } now)
        {
            return null;
        }

        var texts = new List<string>();
        var direction = 0;
        if (figures.Before is { WhatMoved: { } moved } before)
        {
            direction = Math.Sign(moved.Revenue.MinorUnits);
            texts.Add(Against("today.change.before", "today.change.before.none", before));
            var main = BuyingSections.Parts(moved).FirstOrDefault(p => Math.Sign(p.Part.MinorUnits) == direction);
            if (direction != 0 && main.Name is { } cause)
            {
                texts.Add(Words["today.change.cause", ("cause", Words[$"today.cause.{cause}.{(direction > 0 ? "up" : "down")}"]),
                    ("part", Shown.Signed(main.Part))]);
            }
        }

        // Where the data begins within that period, it says nothing.
        if (figures.YearAgo is { } year && year.Notices.All(n => n.Code != "comparison.data_begins"))
        {
            texts.Add(Against("today.change.year", "today.change.year.none", year));
        }

        return new TodayCard(ChangeWeight, direction < 0 ? "trending-down" : "trending-up",
            Words["today.change", ("period", names.Long(now.From)), ("revenue", Shown.AmountWithCurrency(now.Revenue))],
            texts.Count > 0 ? string.Join(' ', texts) : Words["today.change.first"], Words["today.change.do"], $"/retention?period={kind}#moved");
    }

    private string Against(string key, string keyOfNothing, Comparison comparison)
    {
        var revenue = comparison.Figures.First(f => f.Name == "revenue");
        var period = names.Long(comparison.Other.From);
        return revenue.Change is { } change && revenue.Other.Amount is { } other
            ? Words[key, ("period", period), ("change", Shown.SignedPercent(change)), ("value", Shown.AmountWithCurrency(other))]
            : Words[keyOfNothing, ("period", period), ("value", Shown.AmountWithCurrency(revenue.Other.Amount))];
    }

    private TodayCard? Slipping()
    {
        if (figures.Report.Overdue is not { } overdue || overdue.Late + overdue.AtRisk is not (> 0 and var people))
        {
            return null;
        }

        return new TodayCard(SlippingWeight, "clock-exclamation", Words.Count("today.slipping", people),
            Words.Count("today.slipping.text", overdue.AtRisk, ("revenue", Shown.AmountWithCurrency(overdue.MoneyAtStake))),
            Words["today.slipping.do"], "/retention/behind?number=state.slipping&sort=last_year")
        {
            Task = Words.Count("today.slipping.task", people),
            People = [.. figures.Slipping.Rows.Select(r => (nameOf(r.Customer), "/customers/" + r.Customer))],
        };
    }

    // A point of a rate of a handful of customers is chance.
    private TodayCard? Retention()
    {
        if (figures.Before is not { } before || before.Main.RetentionRate.Denominator < FewCustomers ||
            before.Other.RetentionRate.Denominator < FewCustomers ||
            before.Figures.First(f => f.Name == "retention_rate").Difference.Number is not { } points || Math.Abs(points) < PointMin)
        {
            return null;
        }

        var fell = points < 0;
        var text = Words[fell ? "today.retention.fell" : "today.retention.rose", ("points", Shown.Points(Math.Abs(points), 1).TrimStart('+')),
            ("before", names.Long(before.Other.From)), ("rate", Shown.Percent(before.Other.RetentionRate))];
        var part = before.Groups.GroupBy(g => g.By).Where(g => g.Count() > 1).SelectMany(g => g)
            .Where(g => g is { Mix: not null, Rate: not null } && Math.Sign(g.Mix.Value + g.Rate.Value) == Math.Sign(points))
            .MaxBy(g => Math.Abs(g.Mix!.Value + g.Rate!.Value));
        if (part is not null)
        {
            text += " " + Words["today.retention.group", ("group", named.Of(part.By, part.Value)),
                ("points", Shown.Points(part.Mix!.Value + part.Rate!.Value, 1))];
        }

        return new TodayCard(fell ? FallWeight : RiseWeight, fell ? "user-exclamation" : "heart",
            Words["today.retention", ("period", names.Long(before.Main.From)), ("rate", Shown.Percent(before.Main.RetentionRate))], text,
            Words["today.retention.do"],
            part is null ? $"/retention?period={kind}" : $"/retention/groups?by={GroupTables.Code(part.By)}&period={kind}")
        {
            Task = fell ? Words["today.retention.task", ("period", names.Long(before.Main.From))] : null,
        };
    }

    // Near is not why: the card says what lies beside the fall, and leaves the judgement to its reader.
    private TodayCard? Happening()
    {
        if (happenings.Count == 0 || figures.Before?.WhatMoved is not { Revenue.MinorUnits: < 0 })
        {
            return null;
        }

        var first = happenings[0];
        var day = new PeriodNames(PeriodKind.Day).Long(first.From);
        var what = first is { Kind: "price_change", PriceBefore: { } was, PriceAfter: { } now }
            ? Words["today.happening.price", ("product", GroupSection.Name(first.Product ?? "")), ("day", day), ("before", Shown.Number(was, 2)),
                ("after", Shown.Number(now, 2)), ("currency", first.Currency)]
            : first.Kind == "other" ? Words["today.happening.noted", ("day", day)]
            : Words["today.happening." + first.Kind, ("day", day)];
        var more = happenings.Count > 1 ? " " + Words.Count("today.happening.more", happenings.Count - 1) : "";
        return new TodayCard(HappeningWeight, "bell", Words["today.happening"], what + more, Words["today.happening.do"],
            $"/retention/groups?by=product&period={kind}")
        {
            Task = Words["today.happening.task"],
        };
    }

    private TodayCard? Due() => figures is { Due: > 0, SecondOrderDays: { } days }
        ? new TodayCard(DueWeight, "user-plus", Words.Count("today.due", figures.Due),
            Words.Count("today.due.text", days, 0), Words["today.due.do"], "/retention/behind?number=newcomers_due")
        {
            Task = Words.Count("today.due.task", figures.Due),
        }
        : null;
}
