using Perennial.Analytics;
using Perennial.Insights.Contract;
using Perennial.Kernel;

namespace Perennial.Insights.Reports;

/// <summary>The figures of two sides in pairs, with what lies between them.</summary>
internal static class ComparedFigures
{
    public static IReadOnlyList<ComparedFigure> Of(ComparedSide main, ComparedSide other)
    {
        var (m, o) = (main.Totals, other.Totals);
        List<ComparedFigure> figures =
        [
            Number("customers", FigureForm.Count, m.Customers, o.Customers),
            Number("orders", FigureForm.Count, m.Orders, o.Orders),
            Number("identified_orders", FigureForm.Count, m.IdentifiedOrders, o.IdentifiedOrders),
            Amount("revenue", m.Revenue, o.Revenue),
            Amount("average_order_value", m.AverageOrderValue, o.AverageOrderValue),
            Number("purchase_frequency", FigureForm.Number, m.PurchaseFrequency, o.PurchaseFrequency),
            Rate("repeat_rate", m.RepeatRate, o.RepeatRate),
            Number("new_customers", FigureForm.Count, main.NewCustomers, other.NewCustomers),
            Rate("retention_rate", main.RetentionRate, other.RetentionRate),
            Rate("churn_rate", main.ChurnRate, other.ChurnRate),
            Number("time_between_orders", FigureForm.Number, m.TimeBetweenOrdersDays.Median, o.TimeBetweenOrdersDays.Median),
            Number("units_per_order", FigureForm.Number, m.UnitsPerOrder, o.UnitsPerOrder),
        ];
        if (main.Overdue is not null || other.Overdue is not null)
        {
            figures.Add(Number("late_customers", FigureForm.Count, main.Overdue?.Late, other.Overdue?.Late));
            figures.Add(Number("at_risk_customers", FigureForm.Count, main.Overdue?.AtRisk, other.Overdue?.AtRisk));
            figures.Add(Amount("money_at_stake", main.Overdue?.MoneyAtStake, other.Overdue?.MoneyAtStake));
        }

        return figures;
    }

    private static ComparedFigure Number(string name, FigureForm form, decimal? main, decimal? other) => new(
        name, form, new MetricValue(Number: main), new MetricValue(Number: other), new MetricValue(Number: main - other),
        Share(main - other, other));

    private static ComparedFigure Amount(string name, Money? main, Money? other)
    {
        var difference = main is { } m && other is { } o && m.Currency == o.Currency ? m - o : default(Money?);
        return new ComparedFigure(name, FigureForm.Money, new MetricValue(Amount: main), new MetricValue(Amount: other),
            new MetricValue(Amount: difference), Share(difference?.MinorUnits, other?.MinorUnits));
    }

    private static ComparedFigure Rate(string name, Ratio main, Ratio other)
    {
        var points = main.Denominator == 0 || other.Denominator == 0
            ? default(decimal?)
            : (new Fraction(main.Numerator, main.Denominator) - new Fraction(other.Numerator, other.Denominator)).Rounded();
        return new ComparedFigure(name, FigureForm.Rate, new MetricValue(Rate: main), new MetricValue(Rate: other),
            new MetricValue(Number: points), null);
    }

    // From zero or below to anything is no percentage.
    private static decimal? Share(decimal? difference, decimal? other) =>
        difference is { } change && other is > 0 and var from ? Rounding.Fraction(change / from) : null;
}
