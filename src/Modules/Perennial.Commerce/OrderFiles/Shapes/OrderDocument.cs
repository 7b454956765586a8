using Perennial.Kernel.Files;

namespace Perennial.Commerce.OrderFiles.Shapes;

/// <summary>An order as a document tells it; used again for the next.</summary>
internal sealed class OrderDocument
{
    public string Number { get; set; } = "";

    public string Date { get; set; } = "";

    public string Customer { get; set; } = "";

    public string Currency { get; set; } = "";

    public string Country { get; set; } = "";

    public string Channel { get; set; } = "";

    /// <summary>Number of the order that a return belongs to; empty where the source does not say.</summary>
    public string Link { get; set; } = "";

    public bool IsReturn { get; set; }

    /// <summary>Net value in millionths, at least 0; 0 of what is no sale.</summary>
    public long Net { get; set; }

    public List<(string Product, string Quantity)> Lines { get; } = [];

    /// <summary>What each line costs, by which the net value is shared out.</summary>
    public List<long> Weights { get; } = [];

    public void Clear()
    {
        (Number, Date, Customer, Currency, Country, Channel, Link) = ("", "", "", "", "", "", "");
        (IsReturn, Net) = (false, 0);
        Lines.Clear();
        Weights.Clear();
    }

    public void Add(string product, string quantity, long weight)
    {
        Lines.Add((product, quantity));
        Weights.Add(weight);
    }
}

/// <summary>Reads the text of one order.</summary>
internal interface IDocumentParser
{
    /// <summary>Reads an order.</summary>
    /// <param name="document">Its text.</param>
    /// <param name="line">Where it stands.</param>
    /// <param name="into">Takes it; empty.</param>
    /// <returns>Why it is of no use; null when it was read.</returns>
    FileProblem? Parse(ReadOnlyMemory<char> document, long line, OrderDocument into);
}
