using Perennial.Customers.Contract;

namespace Perennial.Customers.Listing;

/// <summary>The figures of all modules that have some, as they are at hand for one request.</summary>
internal sealed class FiguresOfAll
{
    private static readonly FigureCell Empty = new("", null);

    private readonly IReadOnlyList<(ICustomerFigures Source, IFiguresAtHand? AtHand)> all;

    public FiguresOfAll(IEnumerable<ICustomerFigures> sources) => all = [.. sources.Select(s => (s, s.AtHand()))];

    public IEnumerable<FigureColumn> Columns => all.SelectMany(s => s.Source.Columns);

    public IEnumerable<FigureFilter> Filters => all.SelectMany(s => s.Source.Filters);

    /// <summary>Whether some are not there yet.</summary>
    public bool IsWaiting => all.Any(s => s.AtHand is null);

    /// <summary>
    /// Customers in the order of a column, or, where the list is narrowed by figures and has no other order, in that of the first
    /// column of whoever knows the filter; null where neither is asked for.
    /// </summary>
    public IEnumerable<Guid>? Ordered(string? column, bool isDescending, IReadOnlyList<ChosenFigure> filters, Guid? after)
    {
        foreach (var (source, atHand) in all)
        {
            var mine = filters.Where(f => Knows(source, f)).ToList();
            var isMine = source.Columns.Any(c => c.Key == column);
            if (isMine || mine.Count > 0)
            {
                var order = isMine ? new FigureOrder(column!, isDescending) : new FigureOrder(source.Columns[0].Key, true);
                return atHand?.Walk(order, mine, after) ?? [];
            }
        }

        return null;
    }

    /// <summary>Whether a customer fits all filters; while figures are not there, nobody does.</summary>
    public bool Fits(Guid customer, IReadOnlyList<ChosenFigure> filters)
    {
        foreach (var (source, atHand) in all)
        {
            var mine = filters.Where(f => Knows(source, f)).ToList();
            if (mine.Count > 0 && atHand?.Fits(customer, mine) != true)
            {
                return false;
            }
        }

        return true;
    }

    public FigureCell Cell(Guid customer, string column) =>
        all.FirstOrDefault(s => s.Source.Columns.Any(c => c.Key == column)).AtHand?.Cell(customer, column) ?? Empty;

    private static bool Knows(ICustomerFigures source, ChosenFigure filter) => source.Filters.Any(f => f.Key == filter.Key);
}
