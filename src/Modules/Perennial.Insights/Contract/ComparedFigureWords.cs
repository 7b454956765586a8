using Perennial.Kernel.Words;

namespace Perennial.Insights.Contract;

/// <summary>Compared figures as their reader writes them; the terminal and the page say the same.</summary>
public static class ComparedFigureWords
{
    /// <summary>One side of a figure; money with its currency where the other side has another.</summary>
    public static string Side(this ComparedFigure figure, MetricValue value) => figure.Form switch
    {
        FigureForm.Count => Shown.Number(value.Number, 0),
        FigureForm.Money when figure is { Main.Amount: { } main, Other.Amount: { } other }
            && main.Currency != other.Currency => Shown.AmountWithCurrency(value.Amount),
        FigureForm.Money => Shown.Amount(value.Amount),
        FigureForm.Rate => Shown.Percent(value.Rate ?? default),
        _ => Shown.Number(value.Number, 2),
    };

    /// <summary>The difference, with its sign; of rates in points.</summary>
    public static string DifferenceInWords(this ComparedFigure figure) => (figure.Form, figure.Difference) switch
    {
        (FigureForm.Rate, { Number: { } fraction }) => Shown.Points(fraction, 1),
        (FigureForm.Money, { Amount: { } amount }) => Shown.SignedAmount(amount),
        (FigureForm.Count, { Number: { } count }) => Shown.SignedNumber(count, 0),
        (FigureForm.Number, { Number: { } number }) => Shown.SignedNumber(number, 2),
        _ => Shown.NotAvailable,
    };

    /// <summary>The difference in percent of the other side; empty where it has none.</summary>
    public static string ChangeInWords(this ComparedFigure figure) =>
        figure.Change is { } change ? Shown.SignedPercent(change) : "";
}
