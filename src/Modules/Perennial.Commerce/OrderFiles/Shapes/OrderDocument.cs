using Perennial.Kernel.Files;

namespace Perennial.Commerce.OrderFiles.Shapes;

/// <summary>An order as a document tells it; used again for the next.</summary>
internal sealed class OrderDocument
{
    public string Number { get; set; } = "";

    public string Date { get; set; } = "";

    public string Customer { get; set; } = "";

    /// <summary>The customer's id, e-mail address, phone number and name as the source has them; empty where it has none.</summary>
    public string CustomerId { get; set; } = "";

    public string Email { get; set; } = "";

    public string Phone { get; set; } = "";

    public string Name { get; set; } = "";

    public string Currency { get; set; } = "";

    public string Country { get; set; } = "";

    public string Channel { get; set; } = "";

    /// <summary>Number of the order that a return belongs to; empty where the source does not say.</summary>
    public string Link { get; set; } = "";

    public bool IsReturn { get; set; }

    /// <summary>Net value in millionths, at least 0; 0 of what is no sale.</summary>
    public long Net { get; set; }

    public List<DocumentLine> Lines { get; } = [];

    /// <summary>What each line costs, by which the net value is shared out.</summary>
    public List<long> Weights { get; } = [];

    public void Clear()
    {
        (Number, Date, Customer, Currency, Country, Channel, Link) = ("", "", "", "", "", "", "");
        (CustomerId, Email, Phone, Name) = ("", "", "", "");
        (IsReturn, Net) = (false, 0);
        Lines.Clear();
        Weights.Clear();
    }

    public void Add(DocumentLine line, long weight)
    {
        Lines.Add(line);
        Weights.Add(weight);
    }
}

/// <summary>A line of an order as a document tells it; what it does not say is empty.</summary>
internal readonly record struct DocumentLine(string Product, string Quantity, string Price = "", string Sku = "");

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
