"""Keys of authority and centre, and the ceremony that splits a precinct's key among its commission."""
