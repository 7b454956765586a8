namespace Perennial.Commerce.Contract;

/// <summary>What a column of an order file can mean.</summary>
public enum OrderField
{
    /// <summary>The shop's own id of the customer.</summary>
    Customer,

    /// <summary>Day, or day and time, of the order.</summary>
    Date,

    /// <summary>Order, invoice or receipt number; rows that share it are lines of one order.</summary>
    Order,

    /// <summary>Value of the row after discounts.</summary>
    Amount,

    /// <summary>Units of the row; negative for a return.</summary>
    Quantity,

    /// <summary>Price of one unit.</summary>
    Price,

    /// <summary>Product of the row.</summary>
    Product,

    /// <summary>Category of the row's product.</summary>
    Category,

    /// <summary>Store in which the order was placed.</summary>
    Store,

    /// <summary>Channel by which the order came: till, web, app.</summary>
    Channel,

    /// <summary>Person who sold.</summary>
    Seller,

    /// <summary>Country of the customer or the delivery.</summary>
    Country,

    /// <summary>ISO 4217 code of the row's amounts.</summary>
    Currency,

    /// <summary>The customer's e-mail address: her identity where no id is given.</summary>
    Email,

    /// <summary>The customer's phone number: her identity where neither id nor e-mail is given.</summary>
    Phone,

    /// <summary>The customer's name: her identity where nothing else is given.</summary>
    Name,
}
