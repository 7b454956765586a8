namespace Perennial.Customers.Contract;

/// <summary>
/// What a later module knows of all customers at once and has at hand in memory: columns of lists, orders and filters. Every module
/// that has such figures registers one as a service.
/// </summary>
public interface ICustomerFigures
{
    /// <summary>The scope that whoever sees them must have.</summary>
    string Asks { get; }

    /// <summary>Columns that lists of customers may show.</summary>
    IReadOnlyList<FigureColumn> Columns { get; }

    /// <summary>What lists may be narrowed to.</summary>
    IReadOnlyList<FigureFilter> Filters { get; }

    /// <summary>The figures as they are at hand; null until there are any.</summary>
    IFiguresAtHand? AtHand();
}

/// <summary>Figures of one moment; they are the same however often they are asked.</summary>
public interface IFiguresAtHand
{
    /// <summary>Customers in the order of a column, from behind one of them on; those of whom there is nothing are left out.</summary>
    /// <param name="order">The column and the direction.</param>
    /// <param name="filters">All of them must fit.</param>
    /// <param name="after">Behind whom to begin; null, or somebody who is not there, for the first.</param>
    IEnumerable<Guid> Walk(FigureOrder order, IReadOnlyList<ChosenFigure> filters, Guid? after);

    /// <summary>Whether a customer fits filters; of nobody of whom there is nothing they do.</summary>
    bool Fits(Guid customer, IReadOnlyList<ChosenFigure> filters);

    /// <summary>A cell of a list; empty where there is nothing.</summary>
    FigureCell Cell(Guid customer, string column);
}

/// <summary>A column of figures.</summary>
/// <param name="Key">Stable name, unlike all others: small letters and <c>_</c>.</param>
/// <param name="Title">Its name in the language at hand.</param>
/// <param name="IsNumber">Whether it stands at the right.</param>
public sealed record FigureColumn(string Key, Func<string> Title, bool IsNumber)
{
    /// <summary>Whether a list shows it unless its reader chose otherwise.</summary>
    public bool IsUsual { get; init; }
}

/// <summary>What a list may be narrowed to: one of some values, or a whole number at least.</summary>
/// <param name="Key">Stable name, unlike all others.</param>
/// <param name="Title">Its name in the language at hand.</param>
public sealed record FigureFilter(string Key, Func<string> Title)
{
    /// <summary>Values with their names in the language at hand; empty for a number.</summary>
    public IReadOnlyList<(string Value, Func<string> Title)> Values { get; init; } = [];
}

/// <summary>A filter with what was chosen, a value or a number as text.</summary>
/// <param name="Key">Of which filter.</param>
/// <param name="Value">What was chosen.</param>
public readonly record struct ChosenFigure(string Key, string Value);

/// <summary>An order of a list.</summary>
/// <param name="Column">By which column.</param>
/// <param name="IsDescending">The greatest first.</param>
public readonly record struct FigureOrder(string Column, bool IsDescending);

/// <summary>A cell: what it says to its reader, and as it stands in a file.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Value">A text of ours, a whole number, a decimal, or null.</param>
public readonly record struct FigureCell(string Text, object? Value);
